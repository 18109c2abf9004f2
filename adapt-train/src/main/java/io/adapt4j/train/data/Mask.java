package io.adapt4j.train.data;

/**
 * A part of a text that is to be replaced.
 *
 * @param start index of its first character
 * @param end index after its last character
 * @param replacement what takes its place, such as {@code [EMAIL]}
 */
public record Mask(int start, int end, String replacement) {}
