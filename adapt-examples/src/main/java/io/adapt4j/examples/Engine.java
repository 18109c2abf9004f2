package io.adapt4j.examples;

/** The engines that the examples run on. */
public enum Engine {
    ONNX,
    PYTORCH
}
