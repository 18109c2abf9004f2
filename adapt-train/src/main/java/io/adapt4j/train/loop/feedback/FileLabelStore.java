package io.adapt4j.train.loop.feedback;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.StorageException;
import io.adapt4j.train.data.ExampleSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Labelled texts in a file of JSON Lines, for one process at a time. Each is forced to the disk before it counts; what a process that was
 * killed had begun to write, and nobody was told of, is cut off when the file is opened again.
 */
public final class FileLabelStore implements LabelStore {
    private final Path file;
    private final FileChannel channel;
    private final Set<String> ids = new HashSet<>();
    private long length;

    private FileLabelStore(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        length = readAll();
        channel.truncate(length).position(length);
        channel.force(true);
    }

    /**
     * Opens a store, or begins one.
     *
     * @throws StorageException when the file cannot be read or written, or another process has it
     * @throws InvalidDataException when a line of it, other than the last, is no labelled text; says which
     */
    public static FileLabelStore open(Path file) {
        FileChannel channel = null;
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                throw new StorageException("The labels in " + file.toAbsolutePath()
                        + " are in use by another process or store; let that one report, or close it");
            }
            return new FileLabelStore(file, channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new StorageException("Cannot open the labels in " + file.toAbsolutePath() + ": " + e, e);
        } catch (RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false); // behind all labels, for some systems forbid to read what is locked
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new StorageException("Cannot close the labels: " + e, e);
            }
        }
    }

    /** Takes in all whole lines; returns how many bytes they have. */
    private long readAll() throws IOException {
        long good = 0;
        byte[] bytes = Files.readAllBytes(file);
        int start = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                Optional<LabelledText> label = read(bytes, start, end, end + 1 == bytes.length);
                if (label.isEmpty()) {
                    return good;
                }
                ids.add(label.get().id());
                start = end + 1;
                good = start;
            }
        }
        return good;
    }

    /** A line; empty for a last one that was not written to its end. */
    private Optional<LabelledText> read(byte[] bytes, int start, int end, boolean last) {
        try {
            return Optional.of(LabelledText.parse(new String(bytes, start, end - start, StandardCharsets.UTF_8)));
        } catch (InvalidDataException e) {
            if (last) {
                return Optional.empty();
            }
            throw new InvalidDataException(
                    file.toAbsolutePath() + ", line " + (ids.size() + 1) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized boolean append(LabelledText label) {
        if (ids.contains(label.id())) {
            return false;
        }
        ByteBuffer line = StandardCharsets.UTF_8.encode(label.line() + "\n");
        int size = line.remaining();
        try {
            channel.position(length);
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
        } catch (IOException e) {
            throw takenBack(label, e);
        }
        length += size;
        ids.add(label.id());
        return true;
    }

    private StorageException takenBack(LabelledText label, IOException e) {
        try {
            channel.truncate(length);
        } catch (IOException again) {
            e.addSuppressed(again);
        }
        return new StorageException(
                "The truth about the prediction \"" + label.id() + "\" cannot be stored in " + file.toAbsolutePath()
                        + ": " + e,
                e);
    }

    @Override
    public synchronized long size() {
        return ids.size();
    }

    @Override
    public ExampleSource<LabelledText> labels(long from, long to) {
        if (from < 0 || from > to || to > size()) {
            throw new InvalidDataException("The labels from " + from + " to " + to + " are wanted, but "
                    + file.toAbsolutePath() + " has " + size());
        }
        return () -> stream(from, to);
    }

    private Stream<LabelledText> stream(long from, long to) {
        try {
            BufferedReader reader = Files.newBufferedReader(file);
            return reader.lines()
                    .skip(from)
                    .limit(to - from)
                    .map(LabelledText::parse)
                    .onClose(() -> close(reader));
        } catch (IOException e) {
            throw new InvalidDataException("Cannot read the labels in " + file.toAbsolutePath() + ": " + e, e);
        }
    }

    private static void close(BufferedReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
