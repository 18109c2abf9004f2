package io.adapt4j.train.data.split;

import io.adapt4j.train.data.ExampleSource;

/**
 * Two parts of a source that have no row in common, each in the order of the source.
 *
 * @param train the examples to learn from
 * @param heldOut the examples to evaluate on
 */
public record Split<E>(ExampleSource<E> train, ExampleSource<E> heldOut) {}
