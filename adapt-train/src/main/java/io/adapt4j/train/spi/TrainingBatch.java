package io.adapt4j.train.spi;

import io.adapt4j.runtime.text.TokenizedText;
import java.util.List;

/**
 * One batch.
 *
 * @param texts the texts
 * @param targets what should come out, as the {@link Objective} says
 * @param noiseSeed decides what dropout drops and which noise is added; equal seeds do the same
 */
@SuppressWarnings("ArrayRecordComponent")
public record TrainingBatch(List<TokenizedText> texts, float[][] targets, long noiseSeed) {}
