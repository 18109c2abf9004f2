package io.adapt4j.runtime.pytorch.libtorch;

/**
 * A FLOAT32 tensor on its way to a {@link TensorDictionary}.
 *
 * @param key its name there
 * @param values the elements in row-major order
 * @param dims the dimensions
 */
@SuppressWarnings("ArrayRecordComponent")
public record NamedFloats(String key, float[] values, long... dims) {}
