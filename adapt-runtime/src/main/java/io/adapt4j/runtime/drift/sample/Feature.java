package io.adapt4j.runtime.drift.sample;

import io.adapt4j.error.InvalidAdapterException;
import java.util.Arrays;

/** A number that is taken of each observation; yes and no are 1 and 0, and NaN is none. Another feature is a constant here. */
public enum Feature {
    /** Tokens, special ones included. */
    LENGTH("input.length", (o, known) -> o.tokens().length),
    /** The share of tokens that the tokenizer does not know. */
    UNKNOWN("input.unknown", (o, known) -> known.shareUnknown(o.tokens())),
    /** The share of tokens that did not come in the reference. */
    UNSEEN("input.unseen", (o, known) -> known.shareUnseen(o.tokens())),
    EMPTY("quality.empty", (o, known) -> o.blank() ? 1 : 0),
    /** As long as the model takes, or cut. */
    TRUNCATED("quality.truncated", (o, known) -> o.truncated() ? 1 : 0),
    /** The same text came before in this window. */
    DUPLICATE("quality.duplicate", (o, known) -> known.duplicate(o.hash()) ? 1 : 0),
    CONFIDENCE("prediction.confidence", (o, known) -> o.prediction().confidence()),
    ENTROPY("prediction.entropy", (o, known) -> o.prediction().entropy()),
    VALUE("prediction.value", (o, known) -> o.prediction().value());

    private final String label;
    private final Extraction extraction;

    private interface Extraction {
        double of(Observation observation, Known known);
    }

    Feature(String label, Extraction extraction) {
        this.label = label;
        this.extraction = extraction;
    }

    /** The name in documents, such as {@code input.length}. */
    public String label() {
        return label;
    }

    double of(Observation observation, Known known) {
        return extraction.of(observation, known);
    }

    static Feature named(String label, String document) {
        return Arrays.stream(values())
                .filter(feature -> feature.label.equals(label))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidAdapterException(document + " has the unknown feature \"" + label + "\""));
    }
}
