package io.adapt4j.train.spi;

import io.adapt4j.BaseModel;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.train.Resources;
import java.util.List;
import java.util.ServiceLoader;

/** Trains adapters on the models of one engine; found through {@link ServiceLoader} by the engine's name. */
public interface TrainingEngine {

    /** The name of the engine whose models it trains on, as {@link BaseModel#engine}. */
    String engine();

    /** As {@link #open(BaseModel, TrainingSpec, Resources)}, without a cache of activations. */
    default TrainingSession open(BaseModel base, TrainingSpec spec) {
        return open(base, spec, Resources.defaults().withoutActivationCache());
    }

    /**
     * Prepares a base model for training.
     *
     * @param resources what may be used; an engine that has no cache or cannot recompute does without
     * @throws UnsupportedFeatureException when an operator on the way to a target has no gradient; names it
     */
    TrainingSession open(BaseModel base, TrainingSpec spec, Resources resources);

    /**
     * Prepares a base model for training several adapters side by side.
     *
     * @param spec what each of them trains; the numbers of labels and the dropout before the head may differ
     * @throws UnsupportedFeatureException when that cannot be done on this base, or not with this method
     */
    default JointSession openJoint(BaseModel base, TrainingSpec spec) {
        throw new UnsupportedFeatureException("Adapters on models of the engine \"" + engine()
                + "\" cannot be trained side by side; train them one after the other");
    }

    /** The training engine for a base model. */
    static TrainingEngine of(BaseModel base) {
        List<TrainingEngine> engines = ServiceLoader.load(TrainingEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return engines.stream()
                .filter(engine -> engine.engine().equals(base.engine()))
                .findFirst()
                .orElseThrow(() -> new UnsupportedFeatureException("Cannot train on a model of the engine \""
                        + base.engine() + "\"; training is available on "
                        + engines.stream().map(TrainingEngine::engine).toList()));
    }
}
