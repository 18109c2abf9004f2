package io.adapt4j.runtime.observe;

import io.adapt4j.ContentHash;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TaskSpec;

/**
 * An answer to a text. It holds on to the hidden states of a whole batch, so that a listener takes what it needs and does not
 * keep it.
 *
 * @param deployment the name that was asked for
 * @param adapter the hash of the adapter version that answered
 * @param task the task of that version
 * @param text the text as it came
 * @param states what the adapted base made of it
 * @param answer such as {@link io.adapt4j.task.Classification}; its caller may have gone meanwhile
 */
public record Answered(
        String deployment, ContentHash adapter, TaskSpec task, String text, HiddenStates states, Object answer) {

    /** The text as the model read it, cut to the task's {@link TaskSpec#maxLength}. */
    public TokenizedText tokens() {
        return states.text();
    }

    /** One vector for the text, {@code [hidden]}, computed anew at each call. */
    public float[] embedding() {
        return states.pooled(task.pooling());
    }
}
