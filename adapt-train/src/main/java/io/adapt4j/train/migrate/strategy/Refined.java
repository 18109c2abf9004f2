package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import java.util.Optional;

/**
 * A few steps on the labelled examples that there are, from the best candidate so far. Where a head takes one vector for each text, the old system's
 * answers are mixed with the labels (Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015, section 2) and learnt of
 * other texts too, so that labels that few examples have are not forgotten (Robins, "Catastrophic Forgetting, Rehearsal and Pseudorehearsal", 1995).
 *
 * @param share of the old system in what is learnt of examples, in [0, 1]
 * @param rehearsed unlabelled texts for each example, 0 or more
 */
public record Refined(double share, int rehearsed) implements MigrationStrategy {
    private static final String NAME = "refined";

    public Refined {
        if (!(share >= 0 && share <= 1) || rehearsed < 0) {
            throw new IllegalArgumentException(
                    "share is in [0, 1] and rehearsed 0 or more, but were " + share + " and " + rehearsed);
        }
    }

    /** With three tenths of the old system, and four other texts for each example. */
    public Refined() {
        this(0.3, 4);
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
        int labels = task.labelled().size();
        int others = task.form().isPooled()
                ? Math.min(rehearsed * labels, task.texts().size())
                : 0;
        return Cost.training(labels + others, task.settings().refinement().epochs(), labels);
    }

    @Override
    public Candidate migrate(MigrationTask task) {
        JsonObject details = new JsonObject();
        Candidate start = Start.of(task, details);
        Adapter adapter = task.form().isPooled()
                ? new Teaching(task, NAME, task.settings().refinement(), 1)
                        .fromLabels(start.adapter(), share, rehearsed)
                : new OtherTeaching(task, NAME, task.settings().refinement()).fromLabels(start.adapter());
        details.addProperty("labels", task.labelled().size());
        return new Candidate(NAME, adapter, details);
    }
}
