package io.adapt4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes that are read by their position: those of an open file, or of an array. */
interface PositionedBytes {
    long size() throws IOException;

    /** Reads some bytes, as {@link FileChannel#read(ByteBuffer, long)} does. */
    int read(ByteBuffer target, long position) throws IOException;

    static PositionedBytes of(FileChannel channel) {
        return new PositionedBytes() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                return channel.read(target, position);
            }
        };
    }

    static PositionedBytes of(byte[] bytes) {
        return new PositionedBytes() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public int read(ByteBuffer target, long position) {
                if (position >= bytes.length) {
                    return -1;
                }
                int length = Math.min(target.remaining(), bytes.length - (int) position);
                target.put(bytes, (int) position, length);
                return length;
            }
        };
    }
}
