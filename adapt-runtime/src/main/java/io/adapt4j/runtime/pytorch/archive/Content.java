package io.adapt4j.runtime.pytorch.archive;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.spi.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The bytes of a model, read at any position. A file is opened for every stream and stays closed between them. */
final class Content {
    private final ModelSource source;
    private final Optional<byte[]> bytes;
    private final long size;

    private Content(ModelSource source, Optional<byte[]> bytes, long size) {
        this.source = source;
        this.bytes = bytes;
        this.size = size;
    }

    static Content of(ModelSource source) {
        if (source.file().isPresent()) {
            return new Content(source, Optional.empty(), source.size());
        }
        try (InputStream in = source.open()) {
            byte[] bytes = in.readAllBytes();
            return new Content(source, Optional.of(bytes), bytes.length);
        } catch (IOException e) {
            throw new InvalidModelException("Cannot read " + source, e);
        }
    }

    long size() {
        return size;
    }

    /** The bytes from {@code position} on; exactly {@code length} of them. */
    ByteBuffer read(long position, int length) {
        if (position < 0 || length < 0 || position > size - length) {
            throw new InvalidModelException(
                    source + " is truncated: it has " + size + " bytes, but refers to " + length + " at " + position);
        }
        if (bytes.isPresent()) {
            return ByteBuffer.wrap(bytes.get(), (int) position, length).slice();
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try (FileChannel channel = open()) {
            while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {}
        } catch (IOException e) {
            throw new InvalidModelException("Cannot read " + source, e);
        }
        if (buffer.hasRemaining()) {
            throw new InvalidModelException(source + " became shorter while it was read");
        }
        return buffer.flip();
    }

    /** A stream over {@code length} bytes from {@code position} on. */
    InputStream stream(long position, long length) throws IOException {
        if (bytes.isPresent()) {
            return new java.io.ByteArrayInputStream(bytes.get(), (int) position, (int) length);
        }
        FileChannel channel = open();
        return new Region(channel, position, position + length);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(source.file().orElseThrow(), StandardOpenOption.READ);
    }

    @Override
    public String toString() {
        return source.toString();
    }

    /** A part of a file as a stream, which owns the channel. */
    private static final class Region extends InputStream {
        private final FileChannel channel;
        private final long end;
        private long position;

        Region(FileChannel channel, long position, long end) {
            this.channel = channel;
            this.position = position;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int wanted = (int) Math.min(length, end - position);
            if (wanted == 0) {
                return -1;
            }
            int count = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
            position += Math.max(0, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
