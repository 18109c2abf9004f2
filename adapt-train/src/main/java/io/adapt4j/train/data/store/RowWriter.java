package io.adapt4j.train.data.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the rows of a {@link RowStore} one after the other. Closing it without {@link #finish} drops them. */
public final class RowWriter implements AutoCloseable {
    private final SampleStorage storage;
    private final List<byte[]> heap = new ArrayList<>();
    private @Nullable TemporaryFile file;
    private long[] ends = new long[1024];
    private int size;
    private long bytes;

    public RowWriter(SampleStorage storage) {
        this.storage = storage;
    }

    /**
     * Adds a row.
     *
     * @throws io.adapt4j.error.StorageException when the disk is full
     */
    public void append(byte[] row) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, Math.multiplyExact(size, 2));
        }
        bytes += row.length;
        ends[size++] = bytes;
        if (file != null) {
            file.append(ByteBuffer.wrap(row));
            return;
        }
        heap.add(row);
        if (bytes > storage.heapBytes()) {
            file = TemporaryFile.create(storage.folder());
            for (byte[] kept : heap) {
                file.append(ByteBuffer.wrap(kept));
            }
            heap.clear();
        }
    }

    /** The rows, which from now on belong to the store. */
    public RowStore finish() {
        TemporaryFile written = file;
        if (written == null) {
            return new HeapRows(heap);
        }
        written.flush();
        file = null;
        return new FileRows(written, Arrays.copyOf(ends, size));
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
