package io.adapt4j.train.evaluate;

/**
 * One thing that an adapter decided.
 *
 * @param confidence the probability that it gave to being right, in [0, 1]
 * @param right whether it was
 */
public record Decision(double confidence, boolean right) {}
