package io.adapt4j.train.testing;

import org.assertj.core.api.AbstractAssert;

/** Assertions on the answer to one text. */
public final class AnswerAssert extends AbstractAssert<AnswerAssert, String> {
    private final AnswersAssert origin;
    private final String text;

    AnswerAssert(AnswersAssert origin, String text, String answer) {
        super(answer, AnswerAssert.class);
        this.origin = origin;
        this.text = text;
    }

    /**
     * The answer is this one, written as {@link io.adapt4j.train.evaluate.AnswerForm} does: a label, or labels in brackets in
     * alphabetical order.
     */
    public AnswersAssert with(String answer) {
        if (!actual.equals(answer)) {
            failWithMessage("Expected \"%s\" to be answered with %s, but the answer is %s", text, answer, actual);
        }
        return origin;
    }
}
