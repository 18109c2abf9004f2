package io.adapt4j.train.data.store;

import java.nio.ByteBuffer;
import java.util.List;

/** Rows of bytes, read by number. Safe for use by many threads. */
public sealed interface RowStore extends AutoCloseable {

    /** The number of rows. */
    int size();

    /**
     * One row.
     *
     * @throws io.adapt4j.error.StorageException when the disk does not give it back
     */
    ByteBuffer get(int row);

    /** Whether the rows are in a file. */
    boolean onDisk();

    @Override
    void close();
}

/** Rows on the heap. */
record HeapRows(List<byte[]> rows) implements RowStore {

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public ByteBuffer get(int row) {
        return ByteBuffer.wrap(rows.get(row));
    }

    @Override
    public boolean onDisk() {
        return false;
    }

    @Override
    public void close() {}
}

/**
 * Rows in a file.
 *
 * @param ends where each row ends in it
 */
@SuppressWarnings("ArrayRecordComponent")
record FileRows(TemporaryFile file, long[] ends) implements RowStore {

    @Override
    public int size() {
        return ends.length;
    }

    @Override
    public ByteBuffer get(int row) {
        long start = row == 0 ? 0 : ends[row - 1];
        return file.read(start, Math.toIntExact(ends[row] - start));
    }

    @Override
    public boolean onDisk() {
        return true;
    }

    @Override
    public void close() {
        file.close();
    }
}
