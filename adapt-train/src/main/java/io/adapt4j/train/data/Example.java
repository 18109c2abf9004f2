package io.adapt4j.train.data;

/** A text and the label it should get. */
public record Example(String text, String label) {}
