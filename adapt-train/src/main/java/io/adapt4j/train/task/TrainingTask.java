package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is learnt: a task with its settings. Immutable; setters return a changed copy.
 *
 * @param <E> the kind of examples
 * @param <T> the task itself
 */
public interface TrainingTask<E, T extends TrainingTask<E, T>> {

    /** How texts are read. */
    TextInput input();

    /** The same task with texts read in another way. */
    T input(TextInput newInput);

    /** What its examples consist of. */
    ExampleKind<E> kind();

    /**
     * The task for these examples to train on: labels that were left open are known then.
     *
     * @throws InvalidDataException when there are no examples, or they do not fit the task; says which
     */
    Learner<E> learner(ExampleSource<E> examples);

    /**
     * As {@link #learner}, for a training that goes on from an adapter of this task: it knows the labels that the task declares, of
     * which the examples may show some only.
     */
    default Learner<E> learnerGoingOn(ExampleSource<E> examples) {
        return learner(examples);
    }

    /** The settings, for the manifest. */
    JsonObject toJson();

    /** The tokenizer.json that came with the base model. */
    default T tokenizer(Path tokenizerJson) {
        return tokenizer(TokenizerFile.read(tokenizerJson));
    }

    /** The tokenizer that came with the base model. */
    default T tokenizer(TokenizerFile file) {
        return input(new TextInput(Optional.of(file), input().pooling(), input().maxLength()));
    }

    /** How hidden states become one vector. */
    default T pooling(Pooling pooling) {
        return input(new TextInput(input().tokenizer(), pooling, input().maxLength()));
    }

    /** Texts are cut to this many tokens, special tokens included. */
    default T maxLength(int maxLength) {
        return input(new TextInput(input().tokenizer(), input().pooling(), maxLength));
    }
}
