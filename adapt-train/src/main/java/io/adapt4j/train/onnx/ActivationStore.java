package io.adapt4j.train.onnx;

import io.adapt4j.error.EngineException;
import io.adapt4j.error.TrainingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of numbers under a running number: on the Java heap up to a bound, beyond that in a temporary file, which is deleted
 * when the store is closed. For use by one thread at a time.
 */
final class ActivationStore implements AutoCloseable {
    private final long heapBytes;
    private final ChannelSource source;
    private final List<Entry> entries = new ArrayList<>();
    private long usedBytes;
    private long fileBytes;
    private @Nullable SeekableByteChannel file;
    private ByteBuffer transfer = ByteBuffer.allocateDirect(0);

    /** Opens the file when it is first needed. */
    interface ChannelSource {
        SeekableByteChannel open() throws IOException;
    }

    /** Where an array is: on the heap, or in the file from a position. */
    private record Entry(float @Nullable [] values, long position, int size) {}

    ActivationStore(long heapBytes) {
        this(heapBytes, () -> temporaryFile(Path.of(System.getProperty("java.io.tmpdir"))));
    }

    ActivationStore(long heapBytes, ChannelSource source) {
        this.heapBytes = heapBytes;
        this.source = source;
    }

    static SeekableByteChannel temporaryFile(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "adapt4j-activations", ".bin");
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /**
     * Keeps an array.
     *
     * @return its number
     * @throws TrainingException when there is no room for the file
     */
    int add(float[] values) {
        long bytes = (long) values.length * Float.BYTES;
        if (usedBytes + bytes <= heapBytes) {
            usedBytes += bytes;
            entries.add(new Entry(values, 0, values.length));
        } else {
            write(values);
            entries.add(new Entry(null, fileBytes, values.length));
            fileBytes += bytes;
        }
        return entries.size() - 1;
    }

    /** Writes an array to a buffer, at its position. */
    void read(int number, FloatBuffer into) {
        Entry entry = entries.get(number);
        if (entry.values != null) {
            into.put(entry.values);
            return;
        }
        ByteBuffer bytes = transfer(entry.size);
        try {
            SeekableByteChannel channel = channel();
            channel.position(entry.position);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new IOException("the file ends after " + channel.size() + " of " + fileBytes + " bytes");
                }
            }
        } catch (IOException e) {
            throw new EngineException("Cannot read cached activations back from a temporary file: " + e, e);
        }
        into.put(bytes.flip().asFloatBuffer());
    }

    private void write(float[] values) {
        ByteBuffer bytes = transfer(values.length);
        bytes.asFloatBuffer().put(values);
        try {
            SeekableByteChannel channel = channel();
            channel.position(fileBytes);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new TrainingException(
                    "Cannot write cached activations to a temporary file in " + System.getProperty("java.io.tmpdir")
                            + " after " + fileBytes + " bytes: " + e
                            + "; free some space there, set java.io.tmpdir, give the cache more memory, or turn it off"
                            + " (Resources)",
                    e);
        }
    }

    private SeekableByteChannel channel() throws IOException {
        if (file == null) {
            file = source.open();
        }
        return file;
    }

    private ByteBuffer transfer(int floats) {
        int bytes = Math.multiplyExact(floats, Float.BYTES);
        if (transfer.capacity() < bytes) {
            transfer = ByteBuffer.allocateDirect(bytes);
        }
        return transfer.clear().limit(bytes).order(ByteOrder.nativeOrder());
    }

    /** Bytes that are in the file. */
    long fileBytes() {
        return fileBytes;
    }

    @Override
    public void close() {
        entries.clear();
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new EngineException("Cannot delete the temporary file of cached activations", e);
        }
    }
}
