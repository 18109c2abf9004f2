package io.adapt4j.spi;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;

/** An engine that runs base models, found through {@link java.util.ServiceLoader}. */
public interface ModelEngine {

    /** A short lower-case name, such as {@code onnx}. */
    String name();

    /** Whether the content looks like a model of this engine. Reads no more than the head. */
    boolean recognises(ModelSource source);

    /** Opens the model; the errors are those of {@link BaseModel#open}. */
    BaseModel open(ModelSource source, ModelOptions options);
}
