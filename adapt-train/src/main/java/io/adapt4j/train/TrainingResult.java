package io.adapt4j.train;

import io.adapt4j.Adapter;
import io.adapt4j.json.Json;
import io.adapt4j.train.provenance.RunCost;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a training gave.
 *
 * @param adapter the trained adapter: of the best evaluation where there was one, else of the last step
 * @param steps every step taken
 * @param evaluations every evaluation, in order
 * @param best the evaluation that the adapter had, where there was one
 * @param end why it ended
 * @param cost what it took
 */
public record TrainingResult(
        Adapter adapter,
        List<TrainingListener.Step> steps,
        List<TrainingListener.Evaluation> evaluations,
        Optional<TrainingListener.Evaluation> best,
        End end,
        RunCost cost) {

    /** The file with what a training took; it differs from run to run and is no part of the adapter. */
    public static final String COST_FILE = "run.json";

    /** Why a training ended. */
    public enum End {
        /** All steps were taken. */
        COMPLETE,
        /** No evaluation had been better for as long as {@link Hyperparameters#patience} says. */
        NO_IMPROVEMENT,
        /** Its time was used up, or its last step was taken; with checkpoints the same training goes on from there. */
        STOPPED
    }

    public TrainingResult {
        steps = List.copyOf(steps);
        evaluations = List.copyOf(evaluations);
    }

    /** Saves the adapter as {@link Adapter#save(Path)} does, with {@link #COST_FILE} beside it. */
    public void save(Path directory) {
        adapter.save(directory, Map.of(COST_FILE, Json.write(cost.toJson())));
    }
}
