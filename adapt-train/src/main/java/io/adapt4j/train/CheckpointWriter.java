package io.adapt4j.train;

import com.google.gson.JsonObject;
import io.adapt4j.error.CheckpointException;
import io.adapt4j.error.TrainingException;
import io.adapt4j.train.run.Checkpoint;
import io.adapt4j.train.run.CheckpointFolder;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns where a training stands into checkpoints and back, as far as it is to have any. */
final class CheckpointWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

    private final Optional<Checkpoints> wanted;
    private final @Nullable CheckpointFolder folder;
    private final JsonObject training;

    private CheckpointWriter(Optional<Checkpoints> wanted, @Nullable CheckpointFolder folder, JsonObject training) {
        this.wanted = wanted;
        this.folder = folder;
        this.training = training;
    }

    static CheckpointWriter open(Optional<Checkpoints> wanted, PreparedTraining<?> prepared) {
        return new CheckpointWriter(
                wanted,
                wanted.map(checkpoints -> CheckpointFolder.open(checkpoints.folder()))
                        .orElse(null),
                prepared.identity());
    }

    /** Puts a training where its last checkpoint was; true if there was one. */
    boolean restore(Progress progress, ParameterSet parameters) {
        Optional<Checkpoint> latest = folder == null ? Optional.empty() : folder.latest(training);
        latest.ifPresent(checkpoint -> {
            try {
                SortedMap<String, float[]> tensors = checkpoint.tensors();
                parameters.restore(checkpoint.step(), name -> tensors.getOrDefault(name, new float[0]));
                progress.restore(checkpoint, parameters.parameters());
            } catch (RuntimeException e) {
                throw new CheckpointException(
                        "The checkpoint of step " + checkpoint.step() + " does not fit this training: " + e, e);
            }
        });
        return latest.isPresent();
    }

    void writeIfDue(boolean epochEnds, Progress progress, ParameterSet parameters) {
        if (wanted.isPresent() && wanted.get().isDue(progress.step(), epochEnds)) {
            write(progress, parameters);
        }
    }

    /** Writes a checkpoint, where there are to be any. */
    void write(Progress progress, ParameterSet parameters) {
        if (folder == null) {
            return;
        }
        SortedMap<String, float[]> tensors = parameters.state();
        tensors.putAll(progress.tensors());
        tensors.forEach((name, values) -> requireFinite(progress.step(), values));
        try {
            folder.write(new Checkpoint(progress.step(), training, progress.toJson(), tensors));
        } catch (CheckpointException e) {
            if (!wanted.map(Checkpoints::warnOnly).orElse(false)) {
                throw e;
            }
            LOG.warn("{}; the training goes on", e.getMessage());
        }
    }

    private void requireFinite(int step, float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new TrainingException("A parameter or the optimizer's memory is " + value + " after step " + step
                        + "; lower the learning rate or look for extreme inputs" + lastGood());
            }
        }
    }

    /** Where the training could go on from, for messages. */
    String lastGood() {
        return folder == null ? "" : "; " + folder.lastGood();
    }

    @Override
    public void close() {
        if (folder != null) {
            folder.close();
        }
    }
}
