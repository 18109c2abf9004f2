package io.adapt4j.train.data;

import java.util.function.Function;

/** A text and the label it should get. */
public record Example(String text, String label) {

    /** Makes an example of a row with a text and a label, in columns of these names. */
    public static Function<Row, Example> of(String textColumn, String labelColumn) {
        return row -> new Example(row.text(textColumn), row.text(labelColumn));
    }
}
