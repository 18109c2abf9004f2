package io.adapt4j.train.data;

/** Two texts that belong together, such as a question and its answer. */
public record TextPair(String first, String second) {}
