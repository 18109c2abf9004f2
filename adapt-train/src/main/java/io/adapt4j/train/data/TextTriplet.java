package io.adapt4j.train.data;

/** A text, one that is to be near it, and one that is to be further away. */
public record TextTriplet(String anchor, String positive, String negative) {}
