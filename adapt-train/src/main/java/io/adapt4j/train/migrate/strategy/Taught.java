package io.adapt4j.train.migrate.strategy;

/**
 * A text and what the old system makes of it.
 *
 * @param outputs of its head, {@code [outputs]}; none for a task without a head
 * @param vector the pooled hidden states, {@code [hidden]}
 */
@SuppressWarnings("ArrayRecordComponent")
public record Taught(String text, double[] outputs, float[] vector) {}
