package io.adapt4j.train.spi;

import ai.djl.ndarray.types.Shape;

/**
 * A tensor of a training that does not exist yet.
 *
 * @param name what its method or head calls it
 * @param role what it is
 * @param shape its shape
 */
public record ParameterSpec(String name, Parameter.Role role, Shape shape) {}
