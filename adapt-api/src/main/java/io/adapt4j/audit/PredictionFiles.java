package io.adapt4j.audit;

import io.adapt4j.error.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The last records, as JSON Lines in a bounded number of files of a bounded size. The directory belongs to one process at a
 * time. Records are not forced to disk: the last ones may be lost with the machine.
 */
public final class PredictionFiles implements PredictionStore {
    private static final String SUFFIX = ".jsonl";

    private final Path directory;
    private final long fileBytes;
    private final int files;
    private final FileChannel lock;
    private long number;

    /**
     * Records in a directory, which is made if it is not there.
     *
     * @param fileBytes the size at which a further file is begun
     * @param files how many files are kept, at least 2
     * @throws StorageException when the directory cannot be written, or another process writes to it
     */
    public PredictionFiles(Path directory, long fileBytes, int files) {
        this.directory = directory;
        this.fileBytes = fileBytes;
        this.files = Math.max(2, files);
        try {
            Files.createDirectories(directory);
            this.lock =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked()) {
                lock.close();
                throw new StorageException("Another process or host keeps its records of predictions in "
                        + directory.toAbsolutePath() + "; give each its own directory");
            }
            List<Path> present = present();
            if (!present.isEmpty()) {
                String last = present.get(present.size() - 1).getFileName().toString();
                // A last line may be torn, so that what follows begins a file of its own.
                number = Long.parseLong(last.substring(0, last.length() - SUFFIX.length())) + 1;
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private boolean isLocked() throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public synchronized void write(List<PredictionRecord> records) {
        StringBuilder lines = new StringBuilder();
        records.forEach(record -> lines.append(record.line()).append('\n'));
        try {
            Path file = file(number);
            if (Files.exists(file) && Files.size(file) >= fileBytes) {
                file = file(++number);
            }
            Files.write(
                    file,
                    lines.toString().getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            List<Path> present = present();
            for (Path old : present.subList(0, Math.max(0, present.size() - files))) {
                Files.deleteIfExists(old);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public synchronized Optional<PredictionRecord> find(String id) {
        try {
            List<Path> present = present();
            for (int i = present.size() - 1; i >= 0; i--) {
                try (BufferedReader reader = Files.newBufferedReader(present.get(i))) {
                    Optional<PredictionRecord> found = reader.lines()
                            .filter(line -> line.contains(id) && line.endsWith("}"))
                            .map(PredictionRecord::parse)
                            .filter(record -> record.id().equals(id))
                            .reduce((earlier, later) -> later);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        } catch (UncheckedIOException e) {
            throw failed(new IOException(e));
        }
    }

    private Path file(long ofNumber) {
        return directory.resolve(String.format(Locale.ROOT, "%019d%s", ofNumber, SUFFIX));
    }

    private List<Path> present() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> file.getFileName().toString().matches("\\d{19}\\.jsonl"))
                    .sorted()
                    .toList();
        }
    }

    private StorageException failed(IOException cause) {
        return new StorageException(
                "The records of predictions in " + directory.toAbsolutePath() + " cannot be read or written: " + cause,
                cause);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
