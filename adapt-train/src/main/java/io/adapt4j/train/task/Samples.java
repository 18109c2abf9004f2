package io.adapt4j.train.task;

import io.adapt4j.ContentHash;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.evaluate.Answers;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.List;

/** Examples as a training takes them. Where they are many they are in a temporary file, which goes when they are closed. */
public interface Samples extends AutoCloseable {

    /** The number of examples. */
    int size();

    /** All texts, tokenised, each read when it is asked for; several for each example where the task compares texts. */
    List<TokenizedText> texts();

    /** The number of tokens of each example's longest text. */
    int[] lengths();

    /** Some of the examples as a batch. */
    TrainingBatch batch(int[] examples, long noiseSeed);

    /** The hash of all examples, in order. */
    ContentHash hash();

    /** How good an adapter's answers to these examples are. Reads the examples again from where they came. */
    Metrics evaluate(Answers answers);

    @Override
    default void close() {}
}
