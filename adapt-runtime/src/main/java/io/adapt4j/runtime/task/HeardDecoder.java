package io.adapt4j.runtime.task;

import io.adapt4j.ContentHash;
import io.adapt4j.runtime.observe.AnswerListeners;
import io.adapt4j.runtime.observe.Answered;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.task.TaskSpec;

/** Hands the answers of a decoder to listeners. */
record HeardDecoder<A>(
        String deployment, ContentHash adapter, TaskSpec spec, Decoder<A> decoder, AnswerListeners listeners)
        implements Decoder<A> {

    @Override
    public Class<A> answer() {
        return decoder.answer();
    }

    @Override
    public A decode(String text, HiddenStates states) {
        A answer = decoder.decode(text, states);
        if (!listeners.isEmpty()) {
            listeners.onAnswer(new Answered(deployment, adapter, spec, text, states, answer));
        }
        return answer;
    }
}
