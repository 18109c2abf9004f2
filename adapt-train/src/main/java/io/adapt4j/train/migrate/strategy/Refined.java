package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.train.Hyperparameters;
import java.util.Optional;

/**
 * A few steps on the labelled examples that there are, from the best candidate so far. Where a head takes one vector for each text, the old system's
 * answers are mixed with the labels (Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015, section 2) and learnt of
 * other texts too, so that labels that few examples have are not forgotten (Robins, "Catastrophic Forgetting, Rehearsal and Pseudorehearsal", 1995).
 *
 * @param share of the old system in what is learnt of examples, in [0, 1]
 * @param rehearsed unlabelled texts for each example, 0 or more
 * @param most examples and unlabelled texts together, at least 1; where the examples are as many, no text is added to them
 */
public record Refined(double share, int rehearsed, int most) implements MigrationStrategy {
    private static final String NAME = "refined";
    /** Texts that a few steps take. */
    private static final int FEW_STEPS = 1600;
    /** Examples that are so many that no text is added to them are learnt from so often at least: once is not enough for most of what they say. */
    private static final int LEAST_EPOCHS = 2;

    public Refined {
        if (!(share >= 0 && share <= 1) || rehearsed < 0 || most < 1) {
            throw new IllegalArgumentException("share is in [0, 1], rehearsed 0 or more and most at least 1, but were "
                    + share + ", " + rehearsed + " and " + most);
        }
    }

    /** With three tenths of the old system, and up to four other texts for each example, 400 in all, for it is meant to be a few steps. */
    public Refined() {
        this(0.3, 4, 400);
    }

    /** The same with more time for many examples: some thousand texts keep the old answers better. */
    public Refined withMost(int newMost) {
        return new Refined(share, rehearsed, newMost);
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
        Cost steps = Cost.training(labels + others(task), steps(task).epochs(), labels);
        return new Cost(steps.passes() + Start.passes(task), labels);
    }

    /** Texts that are learnt from beside the examples. */
    private int others(MigrationTask task) {
        int labels = task.labelled().size();
        int wanted = Math.min(rehearsed * labels, Math.max(0, most - labels));
        return task.form().isPooled() ? Math.min(wanted, task.texts().size()) : 0;
    }

    /** As the settings say, but no more epochs than few steps make. */
    private Hyperparameters steps(MigrationTask task) {
        Hyperparameters refinement = task.settings().refinement();
        int others = others(task);
        int few = Math.max(
                others == 0 ? LEAST_EPOCHS : 1,
                FEW_STEPS / Math.max(1, task.labelled().size() + others));
        return refinement.withEpochs(Math.min(refinement.epochs(), few));
    }

    @Override
    public Candidate migrate(MigrationTask task) {
        JsonObject details = new JsonObject();
        Candidate start = Start.of(task, details);
        Adapter adapter = task.form().isPooled()
                ? new Teaching(task, NAME, steps(task), 1).fromLabels(start.adapter(), share, others(task))
                : new OtherTeaching(task, NAME, steps(task)).fromLabels(start.adapter());
        details.addProperty("labels", task.labelled().size());
        return new Candidate(NAME, adapter, details);
    }
}
