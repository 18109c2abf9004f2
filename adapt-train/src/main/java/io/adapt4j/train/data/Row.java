package io.adapt4j.train.data;

import java.util.List;

/**
 * One row of a file or a query. What a row throws says what is wrong with it; the source that reads it adds the file and the
 * line or row number.
 */
public interface Row {

    /**
     * The text in a column; numbers, dates and truth values as they are written.
     *
     * @throws io.adapt4j.error.InvalidDataException when there is no such column, or nothing in it, or no text
     */
    String text(String column);

    /**
     * The texts in a column that holds a list of them; a single text is a list of one.
     *
     * @throws io.adapt4j.error.InvalidDataException as {@link #text}
     */
    List<String> texts(String column);

    /**
     * The number in a column, also where it is written as a text.
     *
     * @throws io.adapt4j.error.InvalidDataException as {@link #text}, or when it is not a finite number
     */
    double number(String column);
}
