package io.adapt4j;

import io.adapt4j.spi.Engines;
import io.adapt4j.spi.ModelSource;
import io.adapt4j.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A frozen base model: a graph and its weights, identified by a content hash. Adapters are trained on it and run on
 * it, and it is never changed by either. Safe for use by many threads.
 *
 * <p>{@link #close} frees the native memory. It waits for calls that are under way, may be called twice, and every
 * later call fails with {@link io.adapt4j.error.DeploymentException}.
 */
public interface BaseModel extends AutoCloseable {

    /**
     * Opens the model in a file, with the engine that recognises its content.
     *
     * @throws io.adapt4j.error.InvalidModelException when the file is missing, truncated or not a model
     * @throws io.adapt4j.error.UnsupportedFeatureException when no engine on the class path recognises the content
     */
    static BaseModel open(Path file) {
        return open(file, ModelOptions.defaults());
    }

    /** As {@link #open(Path)}, with options. */
    static BaseModel open(Path file, ModelOptions options) {
        return Engines.open(ModelSource.of(file), options);
    }

    /** Opens a model held in memory, as {@link #open(Path)} does one in a file. The bytes are not kept. */
    static BaseModel open(byte[] bytes) {
        return open(bytes, ModelOptions.defaults());
    }

    /** As {@link #open(byte[])}, with options. */
    static BaseModel open(byte[] bytes, ModelOptions options) {
        return Engines.open(ModelSource.of(bytes), options);
    }

    /** The identity of the model: the hash of its graph and weights, wherever and however they are stored. */
    ContentHash hash();

    /**
     * The identity of the model's weights, whatever the container and layout: an ONNX file and a TorchScript archive of one
     * model have the same; see {@link io.adapt4j.spi.WeightFingerprint}. Reads all weights when it is first asked.
     */
    ContentHash fingerprint();

    /** The name of the engine that runs it: {@code onnx} or {@code pytorch}. */
    String engine();

    /** The version of that engine. */
    String engineVersion();

    /** The threads that one call may use; 0 where the engine chooses. They decide the order of sums, and so their last bits. */
    int threads();

    ModelSignature signature();

    /** Every module that an adapter can modify, in the order in which the model runs them. */
    List<TargetModule> targetModules();

    /**
     * The frozen weight of a target module as PyTorch keeps it: FLOAT32 {@code [out, in]}.
     *
     * @throws io.adapt4j.error.IncompatibleAdapterException when there is no such module
     * @throws io.adapt4j.error.UnsupportedFeatureException when it is not stored as 32-bit floats
     */
    Tensor weight(String module);

    /**
     * Runs the untouched base model.
     *
     * @param inputs one tensor for each declared input
     * @return one tensor for each declared output, owned by the caller
     * @throws io.adapt4j.error.InvalidInputException when a name, dtype or shape does not fit the signature
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs);

    /** This base with adapters: the same object on every call, sharing this model's weights and closed with it. */
    AdaptedModel adapted();

    @Override
    void close();
}
