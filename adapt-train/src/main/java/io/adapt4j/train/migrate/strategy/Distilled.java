package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import java.util.Optional;

/**
 * The old system teaches the new base on unlabelled texts: a candidate is trained to give the old outputs, softened by a temperature (Hinton, Vinyals and
 * Dean, "Distilling the Knowledge in a Neural Network", 2015), and the old vectors (Romero et al., "FitNets", 2015). Texts that the caller has take the
 * place of those that Wang et al. generate ("Trans-LoRA: Towards data-free Transferable Parameter Efficient Finetuning", 2024, arXiv
 * 2405.17258). An adapter for entities learns the entities that the old one finds, one for embeddings the cosines of its vectors.
 *
 * @param temperature by which outputs of a softmax are divided, positive
 */
public record Distilled(double temperature) implements MigrationStrategy {
    private static final String NAME = "distilled";
    /** Fewer texts teach nothing that closed forms do not know. */
    private static final int LEAST_TEXTS = 8;

    public Distilled {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature is positive and finite, but was " + temperature);
        }
    }

    /** At temperature 1: the start gives the old outputs almost already, so that there is little to be softened. */
    public Distilled() {
        this(1);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> missing(MigrationTask task) {
        return task.texts().size() < LEAST_TEXTS
                ? Optional.of(
                        "There are " + task.texts().size() + " texts for the old system to teach with; give at least "
                                + LEAST_TEXTS + ", and better some hundreds.")
                : Optional.empty();
    }

    @Override
    public Cost estimate(MigrationTask task) {
        Cost training = Cost.training(
                task.texts().size(), task.settings().distillation().epochs(), 0);
        return new Cost(
                training.passes() + Start.passes(task),
                task.hasTruth() ? task.labelled().size() : 0);
    }

    @Override
    public Candidate migrate(MigrationTask task) {
        JsonObject details = new JsonObject();
        Candidate start = Start.of(task, details);
        Adapter adapter = task.form().isPooled()
                ? new Teaching(task, NAME, task.settings().distillation(), temperature).fromTeacher(start.adapter())
                : new OtherTeaching(task, NAME, task.settings().distillation()).fromTeacher(start.adapter());
        details.addProperty("texts", task.texts().size());
        return new Candidate(NAME, adapter, details);
    }
}
