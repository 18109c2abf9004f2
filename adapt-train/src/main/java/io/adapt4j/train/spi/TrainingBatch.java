package io.adapt4j.train.spi;

import io.adapt4j.runtime.text.TokenizedText;
import java.util.List;

/**
 * One batch of a text classification.
 *
 * @param texts the texts
 * @param targets the target distribution over the labels of each text, {@code [batch][labels]}
 * @param noiseSeed decides what dropout drops; equal seeds drop the same
 */
@SuppressWarnings("ArrayRecordComponent")
public record TrainingBatch(List<TokenizedText> texts, float[][] targets, long noiseSeed) {}
