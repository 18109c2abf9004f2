package io.adapt4j.train.gate;

/**
 * Where a figure lies, with some confidence.
 *
 * @param method how it was found
 */
record Interval(double low, double high, String method) {}
