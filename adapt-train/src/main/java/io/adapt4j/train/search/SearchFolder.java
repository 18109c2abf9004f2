package io.adapt4j.train.search;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.gson.JsonObject;
import io.adapt4j.error.CheckpointException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/** What a search has found so far, on disk: one file for each trial in each rung, which is there whole or not at all. */
record SearchFolder(Path folder) {
    private static final String SEARCH = "search.json";

    /** @param identity of the search; the folder of another one is refused */
    static SearchFolder open(Path folder, JsonObject identity) {
        SearchFolder opened = new SearchFolder(folder);
        try {
            Files.createDirectories(folder.resolve("trials"));
            Optional<JsonObject> earlier = opened.read(SEARCH);
            if (earlier.isEmpty()) {
                opened.write(SEARCH, identity);
            } else if (!earlier.get().equals(Json.parse(SEARCH, Json.write(identity)))) {
                throw new CheckpointException("The folder " + folder.toAbsolutePath()
                        + " holds another search, or one over another recipe; give a folder of its own");
            }
        } catch (IOException e) {
            throw new CheckpointException("Cannot use the search folder " + folder.toAbsolutePath() + ": " + e, e);
        }
        return opened;
    }

    private static String name(int trial, int rung) {
        return String.format(Locale.ROOT, "trials/%05d-%d.json", trial, rung);
    }

    Optional<TrialResult> find(int trial, int rung) {
        String name = name(trial, rung);
        try {
            return read(name).map(TrialResult::of);
        } catch (RuntimeException e) {
            if (e instanceof CheckpointException) {
                throw e;
            }
            throw new CheckpointException(
                    folder.resolve(name).toAbsolutePath() + " is damaged: " + e + "; delete it to run the trial anew",
                    e);
        }
    }

    void write(TrialResult result) {
        write(name(result.trial(), result.rung()), result.toJson());
    }

    /** Where a trial keeps its checkpoints. */
    Path checkpoints(int trial) {
        return folder.resolve("checkpoints").resolve(Integer.toString(trial));
    }

    /** Deletes the checkpoints of a trial that does not go on. */
    void forget(int trial) {
        try {
            if (Files.exists(checkpoints(trial))) {
                MoreFiles.deleteRecursively(checkpoints(trial), RecursiveDeleteOption.ALLOW_INSECURE);
            }
        } catch (IOException e) {
            throw new CheckpointException("Cannot delete " + checkpoints(trial).toAbsolutePath() + ": " + e, e);
        }
    }

    void write(String name, JsonObject json) {
        Path file = folder.resolve(name);
        Path temporary = folder.resolve(name + ".new");
        try {
            Files.write(
                    temporary,
                    Json.write(json),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CheckpointException("Cannot write " + file.toAbsolutePath() + ": " + e, e);
        }
    }

    private Optional<JsonObject> read(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Json.parse(name, Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException | InvalidAdapterException e) {
            throw new CheckpointException("Cannot read " + file.toAbsolutePath() + ": " + e, e);
        }
    }
}
