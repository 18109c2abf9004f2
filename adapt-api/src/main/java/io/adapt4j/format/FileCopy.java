package io.adapt4j.format;

import io.adapt4j.error.InvalidAdapterException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A part of a file in memory of its own, beyond the reach of whoever changes the file later.
 *
 * <p>Files are read and not mapped because that is faster for anything of an adapter's size, and safe: Java 17 reports a
 * page that is gone from a mapping, because somebody cut the file, at some later moment in some other place (docs/internals.md
 * has the figures).
 */
final class FileCopy {
    private FileCopy() {}

    /**
     * Fills a buffer from a file and sets its position to its start.
     *
     * @param file for messages
     * @param start the position in the file
     * @throws InvalidAdapterException when the file ends before that
     */
    static void fill(ByteBuffer copy, PositionedBytes bytes, String file, long start) throws IOException {
        while (copy.hasRemaining()) {
            if (bytes.read(copy, start + copy.position()) < 0) {
                throw new InvalidAdapterException(
                        file + " became shorter while it was read; replace adapters as a whole, not in place");
            }
        }
        copy.flip();
    }
}
