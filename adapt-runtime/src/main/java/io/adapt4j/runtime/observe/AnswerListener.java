package io.adapt4j.runtime.observe;

/**
 * Is handed every answer of a host to a text, on the thread that computed it and before the caller has it; must be quick.
 * Requests that run tensors ({@code run}, {@code runRows}, {@code lease}) have no text and are not told.
 */
@FunctionalInterface
public interface AnswerListener {

    /** A text was answered. What is thrown here is logged and reaches no caller. */
    void onAnswer(Answered answered);
}
