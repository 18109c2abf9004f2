package io.adapt4j.train.data.store;

import io.adapt4j.error.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file that is written once from start to end, then read anywhere, and is gone when it is closed or the process ends. */
final class TemporaryFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 18);

    private TemporaryFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static TemporaryFile create(Path folder) {
        Path path = folder.resolve("adapt4j-" + UUID.randomUUID() + ".rows");
        try {
            return new TemporaryFile(
                    path,
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException e) {
            throw new StorageException(
                    "The data set is larger than its share of the heap, and no temporary file can be made in "
                            + folder.toAbsolutePath() + ": " + e + "; give another folder or more heap",
                    e);
        }
    }

    void append(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int part = Math.min(buffer.remaining(), bytes.remaining());
            buffer.put(bytes.slice(bytes.position(), part));
            bytes.position(bytes.position() + part);
        }
    }

    /** Writes what waits; reading sees what has been flushed. */
    void flush() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot write the tokenised data set to " + path.getParent() + ": " + e
                            + "; make room there, or give another folder or more heap",
                    e);
        }
        buffer.clear();
    }

    ByteBuffer read(long start, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, start + bytes.position()) < 0) {
                    throw new EOFException("it ends early");
                }
            }
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot read the tokenised data set back from " + path.getParent() + ": " + e, e);
        }
        return bytes.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
            // Not every file system does so by itself.
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new StorageException("Cannot remove the temporary file " + path + ": " + e, e);
        }
    }
}
