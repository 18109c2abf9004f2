package io.adapt4j.train.data.policy;

import io.adapt4j.train.data.ExampleSource;

/**
 * A source with its name and tags.
 *
 * @param name how errors and records call it
 */
public record TaggedSource<E>(String name, DataTags tags, ExampleSource<E> source) {}
