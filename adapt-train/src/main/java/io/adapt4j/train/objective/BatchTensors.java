package io.adapt4j.train.objective;

/**
 * What an engine has of a batch behind the base; a loss asks for what it needs.
 *
 * @param <T> the engine's tensor
 */
public interface BatchTensors<T> {

    /** The hidden states, {@code [texts, sequence, hidden]}. */
    T states();

    /** Each token's share in the pooled vector of its text, {@code [texts, 1, sequence]}. */
    T poolingWeights();

    /** The factors by which the head's dropout multiplies the pooled vectors, {@code [texts, hidden]}. */
    T vectorMask();

    /** The factors by which the head's dropout multiplies the tokens' vectors, {@code [texts * sequence, hidden]}. */
    T tokenMask();

    /** The targets, as {@link Loss#targets} gives them. */
    T targets();

    /** Outputs of the head, {@code [rows, outputs]}, with those that are none of its own made impossible. */
    default T own(T outputs) {
        return outputs;
    }

    /** A trained parameter of the head, as {@link Loss#head} names it. */
    T parameter(String name);
}
