package io.adapt4j.train.task;

import io.adapt4j.Head;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.spi.Objective;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A task for certain training examples.
 *
 * @param <E> the kind of examples
 */
public interface Learner<E> {

    /** What the adapter will be for. */
    TaskSpec spec();

    /** What the training makes small. */
    Objective objective();

    /** Probability with which an element of a vector is dropped before the head, in [0, 1). */
    double headDropout();

    /**
     * Examples made ready to be learnt from, or to be compared with answers.
     *
     * @param storage where they are kept
     * @throws io.adapt4j.error.InvalidDataException when an example does not fit the task
     * @throws io.adapt4j.error.StorageException when there are many and the disk does not take them
     */
    Samples samples(ExampleSource<E> examples, SampleStorage storage);

    /**
     * The values that the head's weight {@code [outputs, hidden]} starts with; empty for zero.
     *
     * @param vectors gives the untouched base's pooled vectors of texts
     */
    default Optional<float[]> initialHead(Samples training, Function<List<TokenizedText>, float[][]> vectors) {
        return Optional.empty();
    }

    /**
     * The head that trained parameters are.
     *
     * @param weight {@code [outputs, hidden]}
     * @param bias {@code [outputs]}; zero where the objective has none
     */
    default Head head(float[] weight, float[] bias) {
        return new Head(Tensor.of(weight, bias.length, weight.length / bias.length), Tensor.of(bias, bias.length));
    }

    /**
     * The parameters that are this head: what {@link #head} was made of, or what acts as that did.
     *
     * @return weight and bias, as {@link #head} takes them
     */
    default float[][] parametersOf(Head head) {
        return new float[][] {head.weight().toFloatArray(), head.bias().toFloatArray()};
    }
}
