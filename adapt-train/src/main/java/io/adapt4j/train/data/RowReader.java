package io.adapt4j.train.data;

import org.jspecify.annotations.Nullable;

/** One reading of a source, row by row. */
interface RowReader extends AutoCloseable {

    /** The next row; null at the end. */
    @Nullable
    Row next() throws Exception;

    /** Where the last row is, such as {@code line 3}. */
    String place();

    @Override
    void close() throws Exception;
}
