package io.adapt4j.train.migrate.strategy;

import io.adapt4j.Adapter;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.migrate.compare.BaseDiff;
import io.adapt4j.train.migrate.compare.TextBase;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What there is to migrate with. Nothing in it is also judged on.
 */
public final class MigrationTask {
    private final OldSystem old;
    private final TextBase newBase;
    private final BaseDiff diff;
    private final List<String> texts;
    private final List<?> labelled;
    private final Optional<Rerun> rerun;
    private final Optional<Candidate> start;
    private final MigrationSettings settings;
    private final Lessons lessons;

    /**
     * @param texts unlabelled texts to learn from, beside those of the labelled examples
     * @param labelled examples to learn from, of the kind that the adapter's task takes
     * @param rerun the training that made the adapter, where it can be done again
     */
    public MigrationTask(
            OldSystem old,
            TextBase newBase,
            BaseDiff diff,
            List<String> texts,
            List<?> labelled,
            Optional<Rerun> rerun,
            MigrationSettings settings) {
        this.old = old;
        this.newBase = newBase;
        this.diff = diff;
        this.texts = Stream.concat(texts.stream(), labelled.stream().map(MigrationTask::text))
                .limit(settings.texts())
                .toList();
        this.labelled = List.copyOf(labelled);
        this.rerun = rerun;
        this.start = Optional.empty();
        this.settings = settings;
        this.lessons = new Lessons(old, this.texts);
    }

    private MigrationTask(MigrationTask from, Optional<Candidate> start) {
        this.old = from.old;
        this.newBase = from.newBase;
        this.diff = from.diff;
        this.texts = from.texts;
        this.labelled = from.labelled;
        this.rerun = from.rerun;
        this.start = start;
        this.settings = from.settings;
        this.lessons = from.lessons;
    }

    /** The same with a candidate to start from, the best so far. */
    public MigrationTask withStart(Candidate candidate) {
        return new MigrationTask(this, Optional.of(candidate));
    }

    /** The adapter that is to be migrated. */
    public Adapter adapter() {
        return old.adapter();
    }

    /** The adapter on its base. */
    public OldSystem old() {
        return old;
    }

    /** What the adapter is for. */
    public TaskSpec spec() {
        return old.spec();
    }

    TaskForm form() {
        return TaskForm.of(spec());
    }

    public TextBase newBase() {
        return newBase;
    }

    public BaseDiff diff() {
        return diff;
    }

    /** All texts to learn from, those of labelled examples last. */
    public List<String> texts() {
        return texts;
    }

    /** What the old system makes of {@link #texts}. */
    public List<Taught> taught() {
        return taught(texts.size());
    }

    /** As {@link #taught()}, of the first texts, at most so many. */
    List<Taught> taught(int most) {
        return lessons.first(most);
    }

    /** Examples to learn from. */
    public List<?> labelled() {
        return labelled;
    }

    /** The texts of {@link #labelled}, the first of each. */
    List<String> labelledTexts() {
        return labelled.stream().map(MigrationTask::text).toList();
    }

    private static <E> String text(E example) {
        return ExampleKinds.of(example).texts(example).get(0);
    }

    /** Whether there are examples with one of several labels. */
    boolean hasTruth() {
        return form().link() == TaskForm.Link.SOFTMAX && !labelled.isEmpty();
    }

    /** The place of each example's label among the adapter's. */
    int[] truth() {
        return labelled.stream().mapToInt(form()::label).toArray();
    }

    /**
     * Looks at the labelled examples before anything is learnt from them.
     *
     * @throws io.adapt4j.error.InvalidDataException when one is of a kind that the adapter's task does not take, or has a label that it does not
     *     know
     */
    public void requireFittingExamples() {
        if (form().isPooled()) {
            labelled.forEach(form()::target);
        }
    }

    /** The training that made the adapter. */
    public Optional<Rerun> rerun() {
        return rerun;
    }

    /** The best candidate so far. */
    public Optional<Candidate> start() {
        return start;
    }

    public MigrationSettings settings() {
        return settings;
    }
}
