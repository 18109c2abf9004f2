package io.adapt4j.train.data.split;

/**
 * An example with what it is ordered by, such as the time when it was written.
 *
 * @param key ISO 8601 texts of one form and zone are in the order of time too
 */
public record Keyed<E, K extends Comparable<? super K>>(E example, K key) {}
