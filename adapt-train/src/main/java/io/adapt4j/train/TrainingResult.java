package io.adapt4j.train;

import io.adapt4j.Adapter;
import io.adapt4j.json.Json;
import io.adapt4j.train.data.erasure.RecordIndex;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.provenance.RunCost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
 * @param records the index of the records that it learnt from, where one was asked for
 */
public record TrainingResult(
        Adapter adapter,
        List<TrainingListener.Step> steps,
        List<TrainingListener.Evaluation> evaluations,
        Optional<TrainingListener.Evaluation> best,
        End end,
        RunCost cost,
        Optional<RecordIndex> records) {

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

    /** What the gate of its recipe found, which the adapter has beside it; empty where there was none. */
    public Optional<Verdict> verdict() {
        return Verdict.of(adapter);
    }

    /** The same steps, of which another adapter was made, with its evaluation. */
    TrainingResult finished(Adapter made, Optional<TrainingListener.Evaluation> evaluation) {
        List<TrainingListener.Evaluation> all = new ArrayList<>(evaluations);
        evaluation.ifPresent(all::add);
        return new TrainingResult(made, steps, all, evaluation.or(() -> best), end, cost, records);
    }

    /** The same, with a verdict about its adapter. */
    public TrainingResult withVerdict(Verdict verdict) {
        return new TrainingResult(verdict.addTo(adapter), steps, evaluations, best, end, cost, records);
    }

    /** The same, with an index of the records. */
    public TrainingResult withRecords(RecordIndex index) {
        return new TrainingResult(adapter, steps, evaluations, best, end, cost, Optional.of(index));
    }

    /**
     * Saves the adapter as {@link Adapter#save(Path)} does, with its verdict, {@link #COST_FILE} and the index of records beside it,
     * all or nothing.
     */
    public void save(Path directory) {
        Map<String, byte[]> beside = new LinkedHashMap<>();
        beside.put(COST_FILE, Json.write(cost.toJson()));
        records.ifPresent(index -> beside.put(RecordIndex.FILE, index.toBytes()));
        adapter.save(directory, beside);
    }
}
