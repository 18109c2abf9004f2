package io.adapt4j.runtime.observe;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of a host, which may come and go while it serves. */
public final class AnswerListeners implements AnswerListener {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerListeners.class);

    private final List<AnswerListener> listeners = new CopyOnWriteArrayList<>();

    public void add(AnswerListener listener) {
        listeners.add(listener);
    }

    public void remove(AnswerListener listener) {
        listeners.remove(listener);
    }

    /** Whether nobody listens. */
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    @Override
    public void onAnswer(Answered answered) {
        for (AnswerListener listener : listeners) {
            try {
                listener.onAnswer(answered);
            } catch (RuntimeException e) { // foreign code, and the answer is good
                LOG.warn("A listener failed at an answer of \"{}\"", answered.deployment(), e);
            }
        }
    }
}
