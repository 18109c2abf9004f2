package io.adapt4j.runtime.djl;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.translate.Translator;
import ai.djl.util.passthrough.PassthroughNDManager;
import io.adapt4j.BaseModel;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Lease;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A deployment of a host, or a base without an adapter, as DJL's {@link ai.djl.Model}: what is written against DJL's predictors
 * and translators goes on unchanged with an adapted model behind it. A prediction sees one adapter version from start to end,
 * the next one what has been deployed meanwhile. Predictors may be used by many threads if their translator may.
 *
 * <p>Translators that compute with arrays, as DJL's own do, need an engine of DJL's for that: PyTorch's, with its natives. Without
 * one they can make and read arrays; anything else fails with an {@link UnsupportedFeatureException} that says what to add.
 * Everything that goes wrong in a prediction comes as DJL's {@link ai.djl.translate.TranslateException} with the typed error as
 * its cause.
 *
 * <p>{@link #close} frees the model's arrays and leaves host and base open.
 */
public final class HostedModel extends ai.djl.BaseModel {
    private final Supplier<Lease> leases;

    HostedModel(String name, Supplier<Lease> leases, @Nullable Path files, NDManager arrays) {
        super(name);
        this.leases = leases;
        this.manager = arrays;
        this.block = new HostedBlock(leases);
        this.dataType = DataType.FLOAT32;
        if (files != null) {
            setModelDir(files);
        }
    }

    /** The adapter that a host has deployed under a name at the time of each prediction. */
    public static HostedModel of(AdapterHost host, String deployment) {
        return new HostedModel(deployment, () -> host.lease(deployment), null, ArrayEngine.newManager());
    }

    /**
     * As {@link #of(AdapterHost, String)}, for translators that read files.
     *
     * @param files the folder in which they find them, such as a Hugging Face {@code config.json}
     */
    public static HostedModel of(AdapterHost host, String deployment, Path files) {
        return new HostedModel(deployment, () -> host.lease(deployment), files, ArrayEngine.newManager());
    }

    /** A base without an adapter. */
    public static HostedModel of(BaseModel base) {
        return new HostedModel(base.toString(), () -> Lease.of(base), null, ArrayEngine.newManager());
    }

    /** The version that a prediction that begins now sees. */
    Lease lease() {
        return leases.get();
    }

    @Override
    public <I, O> Predictor<I, O> newPredictor(Translator<I, O> translator, Device device) {
        return new LeasedPredictor<>(this, translator, device);
    }

    /**
     * Refuses: what the model is made of is deployed in its host.
     *
     * @throws UnsupportedFeatureException always
     */
    @Override
    public void load(Path folder, String prefix, @Nullable Map<String, ?> options) {
        throw new UnsupportedFeatureException(
                "A hosted model has nothing to load from " + folder + "; deploy adapters in its AdapterHost");
    }

    @Override
    @SuppressWarnings({"deprecation", "Finalize"})
    protected void finalize() throws Throwable {
        // DJL's would warn of arrays that were not freed, but without an engine there are none.
        if (!(manager instanceof PassthroughNDManager)) {
            super.finalize();
        }
    }
}
