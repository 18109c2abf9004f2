package io.adapt4j.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.provenance.RunCost;
import io.adapt4j.train.run.Checkpoint;
import io.adapt4j.train.spi.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** What has happened in a training so far, in all the processes that took part in it. */
final class Progress {
    private static final String LOSSES = "losses";
    private static final String BEST = "best/";
    /** The best first: by the task's own metric, then by the smaller loss. A NaN is the worst. */
    private static final Comparator<Metrics> ORDER = Comparator.<Metrics>comparingDouble(
                    metrics -> -metrics.value(metrics.primary()))
            .thenComparingDouble(Metrics::loss);

    private final BiFunction<Integer, Float, TrainingListener.Step> describe;
    private final Supplier<RunCost> ownCost;
    private final Set<JsonElement> environments = new LinkedHashSet<>();
    private final List<TrainingListener.Step> steps = new ArrayList<>();
    private final List<TrainingListener.Evaluation> evaluations = new ArrayList<>();
    private Optional<RunCost> earlierCost = Optional.empty();
    private int best = -1;
    private float[][] bestValues = {};
    private int sinceBest;

    /**
     * @param describe makes the step of an index, from 0, and a loss
     * @param ownCost what this process took
     */
    Progress(BiFunction<Integer, Float, TrainingListener.Step> describe, Supplier<RunCost> ownCost) {
        this.describe = describe;
        this.ownCost = ownCost;
    }

    int step() {
        return steps.size();
    }

    List<TrainingListener.Step> steps() {
        return steps;
    }

    List<TrainingListener.Evaluation> evaluations() {
        return evaluations;
    }

    /** Evaluations since the best one. */
    int sinceBest() {
        return sinceBest;
    }

    Optional<TrainingListener.Evaluation> best() {
        return best < 0 ? Optional.empty() : Optional.of(evaluations.get(best));
    }

    /** The parameters' values at the best evaluation. */
    float[][] bestValues() {
        return bestValues;
    }

    /** Where the steps were taken, each place once. */
    Set<JsonElement> environments() {
        return environments;
    }

    RunCost cost() {
        RunCost own = ownCost.get();
        return earlierCost.map(earlier -> earlier.plus(own)).orElse(own);
    }

    boolean isEvaluated() {
        return !evaluations.isEmpty() && evaluations.get(evaluations.size() - 1).step() == step();
    }

    TrainingListener.Step took(float loss) {
        TrainingListener.Step step = describe.apply(steps.size(), loss);
        steps.add(step);
        return step;
    }

    /** @param values what was evaluated */
    void evaluated(TrainingListener.Evaluation evaluation, float[][] values) {
        evaluations.add(evaluation);
        if (best < 0
                || ORDER.compare(evaluation.metrics(), evaluations.get(best).metrics()) < 0) {
            best = evaluations.size() - 1;
            bestValues = values;
            sinceBest = 0;
        } else {
            sinceBest++;
        }
    }

    /** What a checkpoint keeps as numbers; {@link #toJson} is the rest. */
    SortedMap<String, float[]> tensors() {
        SortedMap<String, float[]> tensors = new TreeMap<>();
        float[] losses = new float[steps.size()];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = steps.get(i).loss();
        }
        tensors.put(LOSSES, losses);
        for (int p = 0; p < bestValues.length; p++) {
            tensors.put(BEST + p, bestValues[p]);
        }
        return tensors;
    }

    JsonObject toJson() {
        JsonArray evaluated = new JsonArray();
        evaluations.forEach(evaluation -> evaluated.add(ProgressJson.write(evaluation)));
        JsonArray places = new JsonArray();
        environments.forEach(places::add);
        JsonObject json = new JsonObject();
        json.add("evaluations", evaluated);
        json.addProperty("best", best);
        json.addProperty("sinceBest", sinceBest);
        json.add("environments", places);
        json.add("cost", ProgressJson.write(cost()));
        return json;
    }

    void restore(Checkpoint checkpoint, List<Parameter> parameters) {
        JsonObject json = checkpoint.progress();
        for (float loss : checkpoint.tensors().getOrDefault(LOSSES, new float[0])) {
            took(loss);
        }
        json.getAsJsonArray("evaluations")
                .forEach(evaluation -> evaluations.add(ProgressJson.evaluation(evaluation.getAsJsonObject())));
        json.getAsJsonArray("environments").forEach(environments::add);
        earlierCost = Optional.of(ProgressJson.cost(json.getAsJsonObject("cost")));
        best = json.get("best").getAsInt();
        sinceBest = json.get("sinceBest").getAsInt();
        bestValues = new float[best < 0 ? 0 : parameters.size()][];
        for (int p = 0; p < bestValues.length; p++) {
            bestValues[p] = Objects.requireNonNull(checkpoint.tensors().get(BEST + p));
        }
        if (step() != checkpoint.step()) {
            throw new IllegalStateException("there are " + step() + " losses");
        }
    }
}
