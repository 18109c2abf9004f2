package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import java.util.Optional;

/**
 * A few steps on the labelled examples that there are, from the best candidate so far. Where a head takes one vector for each text, the old system's
 * answers are mixed with the labels, so that labels that few examples have are not forgotten (Hinton, Vinyals and Dean, "Distilling the Knowledge in a
 * Neural Network", 2015, section 2).
 *
 * @param share of the old system in what is learnt, in [0, 1]
 */
public record Refined(double share) implements MigrationStrategy {
    private static final String NAME = "refined";

    public Refined {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is in [0, 1], but was " + share);
        }
    }

    /** With three tenths of the old system. */
    public Refined() {
        this(0.3);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> missing(MigrationTask task) {
        return task.labelled().size() < 3
                ? Optional.of("There are " + task.labelled().size()
                        + " labelled examples to learn from; give some of each label.")
                : Optional.empty();
    }

    @Override
    public Cost estimate(MigrationTask task) {
        int rows = task.labelled().size();
        return Cost.training(rows, task.settings().refinement().epochs(), rows);
    }

    @Override
    public Candidate migrate(MigrationTask task) {
        JsonObject details = new JsonObject();
        Candidate start = Start.of(task, details);
        Adapter adapter = task.form().isPooled()
                ? new Teaching(task, NAME, task.settings().refinement(), 1).fromLabels(start.adapter(), share)
                : new OtherTeaching(task, NAME, task.settings().refinement()).fromLabels(start.adapter());
        details.addProperty("labels", task.labelled().size());
        return new Candidate(NAME, adapter, details);
    }
}
