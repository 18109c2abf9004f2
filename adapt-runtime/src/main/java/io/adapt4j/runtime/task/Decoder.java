package io.adapt4j.runtime.task;

import io.adapt4j.runtime.text.HiddenStates;

/**
 * Makes a task's answer of hidden states. One implementation per task, registered in {@link Decoders}.
 *
 * @param <A> the answer
 */
interface Decoder<A> {

    Class<A> answer();

    /** The answer to a text. */
    A decode(String text, HiddenStates states);
}
