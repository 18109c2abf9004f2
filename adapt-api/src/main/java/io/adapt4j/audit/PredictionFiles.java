package io.adapt4j.audit;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.StorageException;
import io.adapt4j.format.ProcessLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The last records, as JSON Lines in a bounded number of files of a bounded size. The directory belongs to one process at a
 * time. Records are not forced to disk: the last ones may be lost with the machine. A line that was torn, where a process died
 * while it wrote, is passed over.
 */
public final class PredictionFiles implements PredictionStore {
    private static final String SUFFIX = ".jsonl";

    private final Path directory;
    private final long fileBytes;
    private final int files;
    private final ProcessLock lock;
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
            this.lock = ProcessLock.tryTake(directory.resolve("lock"))
                    .orElseThrow(
                            () -> new StorageException("Another process or host keeps its records of predictions in "
                                    + directory.toAbsolutePath() + "; give each its own directory"));
            try {
                number = next();
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The number of a file of its own, for the last line of the last one may be torn. */
    private long next() throws IOException {
        List<Path> present = present();
        if (present.isEmpty()) {
            return 0;
        }
        String last = present.get(present.size() - 1).getFileName().toString();
        return Long.parseLong(last.substring(0, last.length() - SUFFIX.length())) + 1;
    }

    @Override
    public synchronized void write(List<PredictionRecord> records) {
        StringBuilder lines = new StringBuilder();
        records.forEach(record -> lines.append(record.line()).append('\n'));
        try {
            if (Files.exists(file(number)) && Files.size(file(number)) >= fileBytes) {
                number++;
            }
            Path file = file(number);
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            LogFile.append(file, lines.toString().getBytes(StandardCharsets.UTF_8), false);
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
        String written = PredictionRecord.written(id);
        try {
            List<Path> present = present();
            for (int i = present.size() - 1; i >= 0; i--) {
                // Unlike Files.newBufferedReader, this reads on where a character was torn.
                try (BufferedReader reader = new BufferedReader(
                        new InputStreamReader(Files.newInputStream(present.get(i)), StandardCharsets.UTF_8))) {
                    Optional<PredictionRecord> found = reader.lines()
                            .filter(line -> line.contains(written))
                            .flatMap(PredictionFiles::whole)
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

    /** The record of a line, none of one that was torn. */
    private static Stream<PredictionRecord> whole(String line) {
        try {
            return Stream.of(PredictionRecord.parse(line));
        } catch (InvalidDataException e) {
            return Stream.empty();
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
