package io.adapt4j.train.method;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.MethodConfig;
import java.util.List;

/** The methods that can be trained. */
public final class TrainableMethods {
    private static final List<TrainableMethod<?>> ALL = List.of(
            new LoraTraining(),
            new DoraTraining(),
            new Ia3Training(),
            new LohaTraining(),
            new LokrTraining(),
            new VeraTraining());

    private TrainableMethods() {}

    /** How a configuration's method is trained. */
    @SuppressWarnings("unchecked")
    public static <C extends MethodConfig> TrainableMethod<C> of(C config) {
        return (TrainableMethod<C>) ALL.stream()
                .filter(method -> method.configType() == config.getClass())
                .findFirst()
                .orElseThrow(() -> new UnsupportedFeatureException("There is no training for " + config.peftType()));
    }
}
