package io.adapt4j.train.data;

/** One row of a CSV file. */
public interface CsvRow {

    /**
     * The text in a column.
     *
     * @throws io.adapt4j.error.InvalidDataException when the file has no such column, or the row no such field
     */
    String text(String column);

    /**
     * The number in a column.
     *
     * @throws io.adapt4j.error.InvalidDataException as {@link #text}, or when the field is not a finite number
     */
    double number(String column);
}
