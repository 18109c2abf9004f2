package io.adapt4j.train.recipe;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.Row;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.task.TrainingTask;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A kind of task that a recipe can name.
 *
 * @param name its name there
 * @param type the class of the task
 * @param examples the class of its examples
 * @param shape how it is written
 * @param parts what an example consists of, each in a column
 * @param reader makes an example of a row
 */
record TaskKind<E, T extends TrainingTask<E, T>>(
        String name,
        Class<T> type,
        Class<E> examples,
        ObjectShape<T> shape,
        Function<T, List<String>> parts,
        Reader<E, T> reader) {

    /** An example of a source, if it is one of this kind. */
    E checked(Object example) {
        if (!examples.isInstance(example)) {
            throw new InvalidDataException("The recipe's task " + name + " takes examples of the kind "
                    + examples.getSimpleName() + ", but was given "
                    + example.getClass().getSimpleName());
        }
        return examples.cast(example);
    }

    /** Makes an example of a row, given the name of the column of each part. */
    interface Reader<E, T> {
        E read(T task, Row row, UnaryOperator<String> column);
    }
}
