package io.adapt4j.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.train.method.TrainableMethods;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.task.Samples;
import io.adapt4j.train.update.LabelUpdate;
import java.util.Optional;

/** What a manifest says of a training. Holds nothing that differs from one run of it to the next on the same machine. */
final class TrainingAccount {
    private TrainingAccount() {}

    /** What makes it the same training, to the last bit: settings, base, data, start, documents, and how it is computed. */
    static JsonObject identity(
            TrainingPlan<?> plan, RunOptions options, Samples training, Optional<Samples> evaluation) {
        JsonObject json = new JsonObject();
        plan.documents().forEach(json::add);
        json.addProperty("base", plan.base().hash().toString());
        json.addProperty("method", plan.method().toString());
        json.add("hyperparameters", plan.hyperparameters().toJson());
        json.add("task", plan.task().toJson());
        json.addProperty(
                "input",
                plan.task().input().pooling() + " of " + plan.task().input().maxLength() + " tokens");
        json.addProperty(
                "tokenizer", plan.task().input().requireTokenizer().hash().toString());
        json.addProperty("engine", plan.base().engine());
        Resources resources = options.resources().in(plan.hyperparameters());
        json.addProperty("cacheActivations", resources.cacheActivations());
        json.addProperty("recompute", resources.recompute());
        json.addProperty("together", options.engine().isPresent());
        json.add("trainingData", describe(training));
        evaluation.ifPresent(data -> json.add("evaluationData", describe(data)));
        plan.start().ifPresent(adapter -> {
            json.addProperty("start", adapter.hash().toString());
            LabelUpdate.changes(adapter).ifPresent(changes -> json.add(LabelUpdate.CHANGES, changes));
        });
        return json;
    }

    private static JsonObject describe(Samples data) {
        JsonObject json = new JsonObject();
        json.addProperty("hash", data.hash().toString());
        json.addProperty("rows", data.size());
        return json;
    }

    static JsonObject of(
            TrainingPlan<?> plan,
            JsonObject identity,
            JsonObject environment,
            Progress progress,
            TrainingResult.End end) {
        JsonObject json = identity.deepCopy();
        json.remove("base"); // the manifest has these itself
        json.remove("tokenizer");
        MethodConfig saved = TrainableMethods.of(plan.method()).saved(plan.method());
        if (saved.equals(plan.method())) {
            json.remove("method");
        }
        json.add("environment", environment);
        if (progress.environments().size() > 1) {
            JsonArray earlier = new JsonArray();
            progress.environments().stream()
                    .filter(place -> !place.equals(environment))
                    .forEach(earlier::add);
            json.add("earlierEnvironments", earlier);
        }
        json.addProperty("steps", progress.step());
        json.addProperty("end", end.name());
        JsonArray evaluations = new JsonArray();
        progress.evaluations().forEach(evaluation -> evaluations.add(describe(evaluation)));
        if (!evaluations.isEmpty()) {
            json.add("evaluations", evaluations);
        }
        progress.best().ifPresent(best -> json.add("evaluation", describe(best)));
        return json;
    }

    static JsonObject describe(TrainingListener.Evaluation evaluation) {
        JsonObject json = new JsonObject();
        json.addProperty("step", evaluation.step());
        Metrics metrics = evaluation.metrics();
        metrics.values().forEach((name, value) -> json.add(name, number(value)));
        return json;
    }

    /** JSON has no numbers that are not finite. */
    private static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
    }
}
