package io.adapt4j.train.data;

import java.nio.file.Path;
import java.util.List;

/** Where labelled examples come from. Reading twice gives the same examples in the same order. */
@FunctionalInterface
public interface ExampleSource {

    /**
     * All the examples.
     *
     * @throws io.adapt4j.error.InvalidDataException when they cannot be read
     */
    List<Example> read();

    /** Examples held in memory. */
    static ExampleSource of(List<Example> examples) {
        List<Example> copy = List.copyOf(examples);
        return () -> copy;
    }

    /**
     * The rows of a CSV file with a header (RFC 4180, UTF-8).
     *
     * @param textColumn name of the column that holds the text
     * @param labelColumn name of the column that holds the label
     */
    static ExampleSource csv(Path file, String textColumn, String labelColumn) {
        return new CsvSource(file, textColumn, labelColumn);
    }
}
