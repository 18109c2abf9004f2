package io.adapt4j.train.evaluate;

import java.util.List;

/**
 * How examples of a kind are answered and compared. One implementation per kind, registered in {@link ExampleKinds}.
 *
 * @param <E> the examples
 */
interface ExampleKind<E> {

    /** What an example consists of, as the hash of data takes it. */
    List<String> parts(E example);

    /**
     * Lets the examples be answered.
     *
     * @throws io.adapt4j.error.InvalidDataException when a truth is none that the adapter could have given
     */
    Comparison compare(List<E> examples, Answers answers);
}
