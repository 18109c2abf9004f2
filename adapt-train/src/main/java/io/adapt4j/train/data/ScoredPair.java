package io.adapt4j.train.data;

/** Two texts and how similar they are: 1 for the same meaning, 0 for unrelated, -1 for opposite. */
public record ScoredPair(String first, String second, double score) {}
