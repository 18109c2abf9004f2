package io.adapt4j.train.gate;

/**
 * One thing that an adapter must show. Implementations are records whose components are numbers, texts, lists and records of
 * these, so that a gate can be written down; they are registered in {@link Criteria}.
 */
public interface Criterion {

    /** What is asked, as a phrase: {@code accuracy is at least 0.9}. */
    String describe();

    /**
     * Judges an adapter.
     *
     * @throws io.adapt4j.error.InvalidDataException when the criterion cannot be applied to the data, such as a metric that the
     *     task does not have
     */
    Finding judge(Trial trial);
}
