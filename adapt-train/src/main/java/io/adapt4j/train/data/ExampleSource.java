package io.adapt4j.train.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Where examples come from. Reading twice gives the same examples in the same order.
 *
 * @param <E> the kind of examples, such as {@link Example}
 */
@FunctionalInterface
public interface ExampleSource<E> {

    /**
     * All the examples.
     *
     * @throws io.adapt4j.error.InvalidDataException when they cannot be read
     */
    List<E> read();

    /** Examples held in memory. */
    static <E> ExampleSource<E> of(List<E> examples) {
        List<E> copy = List.copyOf(examples);
        return () -> copy;
    }

    /**
     * The rows of a CSV file with a header (RFC 4180, UTF-8).
     *
     * @param textColumn name of the column that holds the text
     * @param labelColumn name of the column that holds the label
     */
    static ExampleSource<Example> csv(Path file, String textColumn, String labelColumn) {
        return csv(file, row -> new Example(row.text(textColumn), row.text(labelColumn)));
    }

    /**
     * As {@link #csv(Path, String, String)}, for examples of any kind.
     *
     * @param example makes an example of a row
     */
    static <E> ExampleSource<E> csv(Path file, Function<CsvRow, E> example) {
        return new CsvSource<>(file, example);
    }

    /**
     * The sentences of a file as the CoNLL shared tasks have them (UTF-8): a word per line with its tag in the last column,
     * columns separated by white space, an empty line after each sentence. Lines that begin with {@code -DOCSTART-} are left
     * out.
     */
    static ExampleSource<TaggedText> conll(Path file) {
        return new ConllSource(file);
    }
}
