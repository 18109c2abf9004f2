package io.adapt4j.train.loop.feedback;

import io.adapt4j.runtime.observe.AnswerListener;
import io.adapt4j.runtime.observe.Answered;
import io.adapt4j.task.Classification;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last answers of a deployment, each with an id, in memory. It is a listener of a host: {@code host.addAnswerListener(predictions)}.
 * Whoever got an answer from the host asks for its id with {@link #idOf}, by the answer object itself. Safe for use by many threads.
 */
public final class Predictions implements AnswerListener {
    private final String deployment;
    private final String prefix;
    private final int capacity;
    private final InstantSource clock;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private final Map<String, Prediction> byId = new HashMap<>();
    private final IdentityHashMap<Object, String> byAnswer = new IdentityHashMap<>();
    private long count;

    private record Kept(String id, Object answer) {}

    /**
     * @param deployment whose answers are kept, with those of a challenger that a rollout deploys as {@code <deployment>~<version>}
     * @param origin differs from host to host, so that ids do
     * @param capacity how many answers are kept; the oldest goes when another comes
     */
    public Predictions(String deployment, String origin, int capacity, InstantSource clock) {
        if (capacity < 1) {
            throw new IllegalArgumentException("At least one prediction is kept, but the capacity is " + capacity);
        }
        this.deployment = deployment;
        this.prefix = origin + "-" + Long.toString(clock.millis(), Character.MAX_RADIX) + "-";
        this.capacity = capacity;
        this.clock = clock;
    }

    @Override
    public synchronized void onAnswer(Answered answered) {
        String name = answered.deployment();
        if (!name.equals(deployment) && !name.startsWith(deployment + "~")) {
            return;
        }
        String id = prefix + ++count;
        byId.put(id, new Prediction(id, answered.text(), answered.adapter(), said(answered.answer()), clock.instant()));
        byAnswer.put(answered.answer(), id);
        kept.add(new Kept(id, answered.answer()));
        if (kept.size() > capacity) {
            Kept oldest = kept.remove();
            byId.remove(oldest.id());
            byAnswer.remove(oldest.answer());
        }
    }

    /** The label of a classification; other answers as text. */
    private static String said(Object answer) {
        return answer instanceof Classification classification ? classification.label() : answer.toString();
    }

    /**
     * The id of an answer that the host gave.
     *
     * @param answer the very object; an equal one is another answer
     * @return empty when it is not kept any more, or was given by somebody else
     */
    public synchronized Optional<String> idOf(Object answer) {
        return Optional.ofNullable(byAnswer.get(answer));
    }

    /** A prediction by its id; empty when it is not kept any more. */
    public synchronized Optional<Prediction> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}
