package io.adapt4j.train.loop.feedback;

import io.adapt4j.ContentHash;
import java.time.Instant;

/**
 * An answer that was given.
 *
 * @param id by which the truth about it can be reported
 * @param text that was asked about
 * @param adapter the hash of the adapter that answered
 * @param answer what it said
 */
public record Prediction(String id, String text, ContentHash adapter, String answer, Instant at) {}
