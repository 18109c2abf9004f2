package io.adapt4j.train.loop.feedback;

import com.google.common.io.Closer;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.StorageException;
import io.adapt4j.format.ProcessLock;
import io.adapt4j.train.data.ExampleSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Labelled texts in a file of JSON Lines, for one process at a time, which locks a file beside it. Each is forced to the disk before it
 * counts; what a process that was killed had begun to write, and nobody was told of, is cut off when the file is opened again. That a
 * thread is interrupted makes no difference.
 */
public final class FileLabelStore implements LabelStore {
    private final Path file;
    private final RandomAccessFile data; // no channel, which is closed when its thread is interrupted
    private final Closer opened;
    private final Set<String> ids = new HashSet<>();
    private long length;

    private FileLabelStore(Path file, RandomAccessFile data, Closer opened) throws IOException {
        this.file = file;
        this.data = data;
        this.opened = opened;
        length = readAll();
        data.setLength(length);
        data.getFD().sync();
    }

    /**
     * Opens a store, or begins one.
     *
     * @throws StorageException when the file cannot be read or written, or another process has it
     * @throws InvalidDataException when a line of it, other than the last, is no labelled text; says which
     */
    public static FileLabelStore open(Path file) {
        Closer opened = Closer.create();
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            RandomAccessFile data = opened.register(new RandomAccessFile(file.toFile(), "rw"));
            opened.register(lock(file.toRealPath()));
            return new FileLabelStore(file, data, opened);
        } catch (IOException e) {
            close(opened);
            throw new StorageException("Cannot open the labels in " + file.toAbsolutePath() + ": " + e, e);
        } catch (RuntimeException e) {
            close(opened);
            throw e;
        }
    }

    private static ProcessLock lock(Path file) throws IOException {
        return ProcessLock.tryTake(file.resolveSibling(file.getFileName() + ".lock"))
                .orElseThrow(() -> new StorageException("The labels in " + file
                        + " are in use by another process or store; let that one report, or close it"));
    }

    private static void close(Closer opened) {
        try {
            opened.close();
        } catch (IOException e) {
            throw new StorageException("Cannot close the labels: " + e, e);
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
        byte[] line = (label.line() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            data.seek(length);
            data.write(line);
            data.getFD().sync();
        } catch (IOException e) {
            throw takenBack(label, e);
        }
        length += line.length;
        ids.add(label.id());
        return true;
    }

    private StorageException takenBack(LabelledText label, IOException e) {
        try {
            data.setLength(length);
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
    public synchronized void close() {
        close(opened);
    }
}
