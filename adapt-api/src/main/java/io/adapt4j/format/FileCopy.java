package io.adapt4j.format;

import io.adapt4j.error.InvalidAdapterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file in native memory of its own, which nothing that happens to the file can change, and never on the heap. Up
 * to {@link #MAPPED} bytes it is read straight into that memory; what is larger is mapped, copied and unmapped again.
 *
 * <p>Reading is the faster of the two for whatever is smaller: a page that is mapped costs a page fault (see
 * docs/internals.md for the figures). Either way no mapping outlives the call, so that they do not pile up, and nothing but
 * the copy in here ever reads from one: a file that others cut meanwhile gives an error.
 */
final class FileCopy {
    static final long MAPPED = 64L << 20;

    private FileCopy() {}

    /**
     * Copies a part of a file.
     *
     * @param file for messages
     * @throws InvalidAdapterException when the file has become shorter
     */
    static ByteBuffer of(FileChannel channel, Path file, long start, int length) throws IOException {
        return of(channel, file, start, length, MAPPED);
    }

    /** @param mapped the least number of bytes that is mapped */
    static ByteBuffer of(FileChannel channel, Path file, long start, int length, long mapped) throws IOException {
        ByteBuffer copy = ByteBuffer.allocateDirect(length);
        if (length >= mapped && Unmapping.POSSIBLE && channel.size() >= start + length) {
            MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_ONLY, start, length);
            try {
                copy(mapping, copy, file);
            } finally {
                Unmapping.unmap(mapping);
            }
        } else {
            while (copy.hasRemaining()) {
                if (channel.read(copy, start + copy.position()) < 0) {
                    throw cut(file, null);
                }
            }
        }
        return copy.flip();
    }

    /** Fills a buffer from a mapping, whose pages may be gone. */
    static void copy(MappedByteBuffer mapping, ByteBuffer copy, Path file) {
        try {
            copy.put(mapping);
        } catch (InternalError e) {
            throw cut(file, e);
        }
    }

    private static InvalidAdapterException cut(Path file, @Nullable Throwable cause) {
        return new InvalidAdapterException(
                file + " became shorter while it was read; replace adapters as a whole, not in place", cause);
    }
}
