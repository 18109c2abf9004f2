package io.adapt4j.train.task;

import io.adapt4j.TokenizerFile;
import io.adapt4j.task.Pooling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Learning one label out of several for a text: base model, pooling, dropout, linear head, cross-entropy.
 *
 * @param labels the labels in the head's order; empty to take those of the training data, sorted
 * @param tokenizer the tokenizer that came with the base model
 * @param pooling how hidden states become one vector
 * @param maxLength texts are cut to this many tokens
 * @param headDropout probability with which an element of the pooled vector is dropped in training, in [0, 1)
 * @param labelSmoothing share of the target spread over all labels, in [0, 1) (Szegedy et al., "Rethinking the
 *     Inception Architecture for Computer Vision", 2016)
 * @param head how the head is parametrised
 */
public record TextClassification(
        List<String> labels,
        Optional<TokenizerFile> tokenizer,
        Pooling pooling,
        int maxLength,
        double headDropout,
        double labelSmoothing,
        HeadConfig head) {

    /** Logits per unit of cosine; a good start for few and for many examples alike. */
    private static final double DEFAULT_SCALE = 20;

    public TextClassification {
        labels = List.copyOf(labels);
        requireShare("headDropout", headDropout);
        requireShare("labelSmoothing", labelSmoothing);
        if (maxLength < 2) {
            throw new IllegalArgumentException("maxLength is at least 2 tokens, but was " + maxLength);
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is in [0, 1), but was " + value);
        }
    }

    /** A task whose labels are those of the training data, sorted. */
    public static TextClassification inferLabels() {
        return labels(List.of());
    }

    /** A task with these labels, in this order. */
    public static TextClassification labels(String... labels) {
        return labels(List.of(labels));
    }

    /** As {@link #labels(String...)}. */
    public static TextClassification labels(List<String> labels) {
        return new TextClassification(
                labels, Optional.empty(), Pooling.MEAN, 128, 0.1, 0, new HeadConfig.Cosine(DEFAULT_SCALE));
    }

    /** The tokenizer.json that came with the base model. */
    public TextClassification tokenizer(Path tokenizerJson) {
        return tokenizer(TokenizerFile.read(tokenizerJson));
    }

    public TextClassification tokenizer(TokenizerFile file) {
        return new TextClassification(labels, Optional.of(file), pooling, maxLength, headDropout, labelSmoothing, head);
    }

    public TextClassification pooling(Pooling newPooling) {
        return new TextClassification(labels, tokenizer, newPooling, maxLength, headDropout, labelSmoothing, head);
    }

    public TextClassification maxLength(int newMaxLength) {
        return new TextClassification(labels, tokenizer, pooling, newMaxLength, headDropout, labelSmoothing, head);
    }

    public TextClassification headDropout(double newHeadDropout) {
        return new TextClassification(labels, tokenizer, pooling, maxLength, newHeadDropout, labelSmoothing, head);
    }

    public TextClassification labelSmoothing(double newLabelSmoothing) {
        return new TextClassification(labels, tokenizer, pooling, maxLength, headDropout, newLabelSmoothing, head);
    }

    public TextClassification head(HeadConfig newHead) {
        return new TextClassification(labels, tokenizer, pooling, maxLength, headDropout, labelSmoothing, newHead);
    }
}
