package io.adapt4j.train.run;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.error.CheckpointException;
import io.adapt4j.format.ProcessLock;
import io.adapt4j.train.provenance.JsonDifference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one training, one directory for each, of which the last two are kept. It is locked while a training
 * uses it; the system gives the lock back when the process dies, however it dies.
 */
public final class CheckpointFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
    private static final Pattern NAME = Pattern.compile("step-\\d{9}");
    private static final String LOCK = "lock";
    private static final int KEPT = 2;

    private final Path folder;
    private final ProcessLock lock;
    /** The checkpoints that are known to be good, oldest first. */
    private final Deque<Path> good = new ArrayDeque<>();

    private CheckpointFolder(Path folder, ProcessLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens the folder, and makes it if there is none.
     *
     * @throws CheckpointException when it cannot be used, or another training is using it
     */
    public static CheckpointFolder open(Path folder) {
        try {
            Files.createDirectories(folder);
            ProcessLock lock = ProcessLock.tryTake(folder.resolve(LOCK))
                    .orElseThrow(
                            () -> new CheckpointException("Another training is using the checkpoint folder " + folder));
            CheckpointFolder opened = new CheckpointFolder(folder, lock);
            try {
                opened.deleteUnfinished();
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
            return opened;
        } catch (IOException e) {
            throw new CheckpointException("Cannot use the checkpoint folder " + folder + ": " + e, e);
        }
    }

    /** Deletes what a killed process was writing. */
    private void deleteUnfinished() throws IOException {
        for (Path entry : entries()) {
            if (entry.getFileName().toString().startsWith(".step-")) {
                delete(entry);
            }
        }
    }

    /**
     * The last checkpoint that can be read; damaged ones after it are passed over with a warning.
     *
     * @param training what is to be trained
     * @throws CheckpointException when it is of another training, naming the differences, or when there are checkpoints and
     *     none can be read
     */
    public Optional<Checkpoint> latest(JsonObject training) {
        CheckpointException damage = null;
        for (Path directory : checkpoints()) {
            Checkpoint checkpoint;
            try {
                checkpoint = CheckpointFiles.read(directory);
            } catch (CheckpointException e) {
                LOG.warn("{}; looking for the one before it", e.getMessage());
                damage = e;
                continue;
            }
            requireSame(checkpoint, training);
            good.add(directory);
            return Optional.of(checkpoint);
        }
        if (damage != null) {
            throw new CheckpointException(
                    "None of the checkpoints in " + folder + " can be read; delete the folder to train from the start. "
                            + damage.getMessage(),
                    damage);
        }
        return Optional.empty();
    }

    private void requireSame(Checkpoint checkpoint, JsonObject training) {
        JsonObject now = JsonParser.parseString(training.toString()).getAsJsonObject();
        List<JsonDifference> differences = JsonDifference.between(checkpoint.training(), now);
        if (!differences.isEmpty()) {
            throw new CheckpointException("The checkpoints in " + folder + " are of another training (there and here): "
                    + differences.stream().map(JsonDifference::toString).collect(Collectors.joining("; "))
                    + ". Use another folder, or delete it to train from the start");
        }
    }

    /**
     * Writes a checkpoint, unless that of its step is there, and deletes those before the last two.
     *
     * @throws CheckpointException when it cannot be written; those before it are still there
     */
    public void write(Checkpoint checkpoint) {
        Path directory = folder.resolve(String.format(Locale.ROOT, "step-%09d", checkpoint.step()));
        if (directory.equals(good.peekLast())) {
            return;
        }
        try {
            CheckpointFiles.write(checkpoint, directory);
            good.add(directory);
            while (good.size() > KEPT) {
                good.remove();
            }
            for (Path other : checkpoints()) {
                if (!good.contains(other)) {
                    delete(other);
                }
            }
        } catch (IOException e) {
            throw new CheckpointException("Cannot write the checkpoint " + directory + ": " + e + "; " + lastGood(), e);
        }
    }

    /** Which checkpoint a training could go on from, for messages. */
    public String lastGood() {
        return good.isEmpty() ? "there is no checkpoint" : "the last good checkpoint is " + good.getLast();
    }

    /** The directories of checkpoints, the newest first. */
    private List<Path> checkpoints() {
        try {
            return entries().stream()
                    .filter(entry ->
                            NAME.matcher(entry.getFileName().toString()).matches())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new CheckpointException("Cannot list the checkpoint folder " + folder + ": " + e, e);
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new CheckpointException("Cannot give back the lock of the checkpoint folder " + folder, e);
        }
    }
}
