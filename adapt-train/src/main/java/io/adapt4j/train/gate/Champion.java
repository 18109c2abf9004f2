package io.adapt4j.train.gate;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.train.evaluate.Answerer;
import io.adapt4j.train.evaluate.Answers;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.evaluate.KnownAnswers;
import io.adapt4j.train.gate.Trial.Contender;
import java.util.Map;

/**
 * An adapter that candidates are compared with, and its answers to test data, which are asked for once however many candidates there are. Close it to
 * free its native memory.
 */
public final class Champion implements AutoCloseable {
    private final Answerer answerer;
    private final Contender contender;
    private final TestData<?> data;

    private Champion(Answerer answerer, Contender contender, TestData<?> data) {
        this.answerer = answerer;
        this.contender = contender;
        this.data = data;
    }

    /**
     * Asks an adapter.
     *
     * @throws io.adapt4j.error.InvalidDataException when there are no examples, or they do not fit the adapter's task
     * @throws io.adapt4j.error.IncompatibleAdapterException when the adapter does not fit the base, or states no task
     */
    public static Champion of(Adapter adapter, BaseModel base, TestData<?> data) {
        return of(adapter, base, data, Map.of());
    }

    /**
     * As {@link #of(Adapter, BaseModel, TestData)}, where some answers are there already.
     *
     * @param known what the adapter answered, by text; it is asked about others only
     */
    public static Champion of(Adapter adapter, BaseModel base, TestData<?> data, Map<String, ?> known) {
        Answerer answerer = new Answerer(base, adapter);
        try {
            Answers answers = new KnownAnswers(known, answerer);
            return new Champion(answerer, Contender.of(adapter, answerer, data, answers), data);
        } catch (RuntimeException e) {
            answerer.close();
            throw e;
        }
    }

    public Adapter adapter() {
        return contender.adapter();
    }

    /** What it answered. */
    public Evaluation evaluation() {
        return contender.evaluation();
    }

    /** The data that it answered. */
    public TestData<?> data() {
        return data;
    }

    Contender contender() {
        return contender;
    }

    @Override
    public void close() {
        answerer.close();
    }
}
