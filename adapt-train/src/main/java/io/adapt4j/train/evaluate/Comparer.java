package io.adapt4j.train.evaluate;

import java.util.List;

/**
 * How examples of a kind are answered and compared. One implementation per kind, registered in {@link Comparers}.
 *
 * @param <E> the examples
 */
interface Comparer<E> {

    /**
     * Lets the examples be answered.
     *
     * @throws io.adapt4j.error.InvalidDataException when a truth is none that the adapter could have given
     */
    Comparison compare(List<E> examples, Answers answers);
}
