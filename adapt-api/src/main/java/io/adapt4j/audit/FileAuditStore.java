package io.adapt4j.audit;

import io.adapt4j.error.StorageException;
import io.adapt4j.error.TrustException;
import io.adapt4j.format.DurableFiles;
import io.adapt4j.format.ProcessLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A log in a directory, which any number of processes on one machine can append to. The lines are in files of a bounded size,
 * each named for its first entry. An entry is acknowledged once its line and the line's end are forced to disk; what follows
 * the last end of a line was therefore never acknowledged, and is removed when the log is opened or appended to.
 */
public final class FileAuditStore implements AuditStore {
    private static final long FILE_BYTES = 64L << 20;
    private static final String SUFFIX = ".jsonl";

    private final Path directory;
    private final long fileBytes;

    /** A log in a directory, which is made if it is not there, in files of 64 MiB. */
    public FileAuditStore(Path directory) {
        this(directory, FILE_BYTES);
    }

    /**
     * As {@link #FileAuditStore(Path)}, with files of another size.
     *
     * @param fileBytes the size at which a further file is begun
     * @throws StorageException when the directory cannot be made or written
     * @throws TrustException when the end of the log was altered
     */
    public FileAuditStore(Path directory, long fileBytes) {
        try {
            this.directory = Files.createDirectories(directory).toRealPath();
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot make the audit log's directory " + directory.toAbsolutePath() + ": " + e, e);
        }
        this.fileBytes = fileBytes;
        locked(this::repaired);
    }

    @Override
    public AuditEntry append(Function<AuditHead, AuditEntry> next) {
        return locked(() -> {
            List<Path> files = repaired();
            AuditHead head = head(files);
            AuditEntry entry = next.apply(head);
            if (entry.sequence() != head.size() + 1 || !entry.previous().equals(head.hash())) {
                throw new TrustException("entry " + entry.sequence(), "does not follow on entry " + head.size());
            }
            byte[] line = (entry.line() + "\n").getBytes(StandardCharsets.UTF_8);
            LogFile.append(fileFor(files, entry, line.length), line, true);
            return entry;
        });
    }

    /** The files, the last of which has whole lines only. */
    private List<Path> repaired() throws IOException {
        List<Path> files = files();
        if (!files.isEmpty()) {
            LogFile.repair(files.get(files.size() - 1));
        }
        return files;
    }

    private <T> T locked(Work<T> work) {
        try (ProcessLock lock = ProcessLock.take(directory.resolve("lock"))) {
            return work.run();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private Path fileFor(List<Path> files, AuditEntry entry, int length) throws IOException {
        if (!files.isEmpty()) {
            Path last = files.get(files.size() - 1);
            if (Files.size(last) == 0 || Files.size(last) + length <= fileBytes) {
                return last;
            }
        }
        Path fresh = directory.resolve(String.format(Locale.ROOT, "%019d%s", entry.sequence(), SUFFIX));
        Files.createFile(fresh);
        DurableFiles.forceNames(directory);
        return fresh;
    }

    @Override
    public AuditHead head() {
        try {
            return head(files());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static AuditHead head(List<Path> files) throws IOException {
        for (int i = files.size() - 1; i >= 0; i--) {
            String line = LogFile.lastLine(files.get(i));
            if (!line.isEmpty()) {
                return AuditEntry.parse("the last entry", line).head();
            }
        }
        return AuditHead.EMPTY;
    }

    @Override
    public void forEachLine(Consumer<String> consumer) {
        // Sizes are taken while nobody appends; what is appended while the lines are read is not looked at.
        Map<Path, Long> sizes = locked(() -> {
            Map<Path, Long> taken = new LinkedHashMap<>();
            for (Path file : files()) {
                taken.put(file, Files.size(file));
            }
            return taken;
        });
        try {
            for (Map.Entry<Path, Long> file : sizes.entrySet()) {
                LogFile.forEachLine(file.getKey(), file.getValue(), consumer);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private StorageException failed(IOException cause) {
        return new StorageException("The audit log in " + directory + " cannot be read or written: " + cause, cause);
    }
}
