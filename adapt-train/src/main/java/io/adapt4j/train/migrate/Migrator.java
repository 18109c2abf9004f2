package io.adapt4j.train.migrate;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.migrate.compare.BaseDiff;
import io.adapt4j.train.migrate.compare.TextBase;
import io.adapt4j.train.migrate.strategy.Direct;
import io.adapt4j.train.migrate.strategy.Distilled;
import io.adapt4j.train.migrate.strategy.MigrationSettings;
import io.adapt4j.train.migrate.strategy.MigrationStrategy;
import io.adapt4j.train.migrate.strategy.MigrationTask;
import io.adapt4j.train.migrate.strategy.OldSystem;
import io.adapt4j.train.migrate.strategy.Projected;
import io.adapt4j.train.migrate.strategy.Refined;
import io.adapt4j.train.migrate.strategy.Replayed;
import io.adapt4j.train.migrate.strategy.Rerun;
import io.adapt4j.train.update.LabelChange;
import io.adapt4j.train.update.LabelUpdate;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Migrates adapters from an old base to a new one. It compares the bases, tries strategies from the cheapest on, leaving out those that the
 * comparison says are hopeless, that lack data or that the budget does not allow, and lets the gate judge each candidate. Once one has passed, it goes
 * on only as far as {@link MigrationBudget#improvement} allows, and of those that passed takes the last that is not worse by more than chance. If none does, the adapter is not migrated,
 * and the report says why and which data would help.
 *
 * <p>The same adapter, bases, data and settings give the same adapter and report, unless the budget is one of time or the gate asks for latency.
 * Bases must stay open meanwhile; neither is changed. Set what there is and then call {@link #migrate}, for any number of adapters of the same task;
 * not for several threads at once.
 */
public final class Migrator {
    private static final long SEED = 42;

    private final BaseModel oldBase;
    private final TextBase newBase;
    private List<String> texts = List.of();
    private ExampleSource<?> examples = Stream::empty;
    private ExampleSource<?> test = Stream::empty;
    private Optional<Rerun> rerun = Optional.empty();
    private Optional<LabelChange> change = Optional.empty();
    private Optional<BaseDiff> comparison = Optional.empty();
    private MigrationGate gate = MigrationGate.defaults();
    private MigrationSettings settings = MigrationSettings.defaults();
    private MigrationBudget budget = MigrationBudget.unlimited();
    private InstantSource clock = InstantSource.system();
    private long seed = SEED;
    private List<MigrationStrategy> strategies =
            List.of(new Direct(), new Projected(), new Distilled(), new Refined(), new Replayed());

    private Migrator(BaseModel oldBase, TextBase newBase) {
        this.oldBase = oldBase;
        this.newBase = newBase;
    }

    /**
     * A migrator between two bases.
     *
     * @param tokenizer the tokenizer.json that came with the new base; the old one is in the adapters
     */
    public static Migrator between(BaseModel oldBase, BaseModel newBase, TokenizerFile tokenizer) {
        return new Migrator(oldBase, new TextBase(newBase, tokenizer));
    }

    /** Texts without labels, such as the deployment's own traffic. Some are learnt from, others are judged on. */
    public Migrator texts(List<String> newTexts) {
        texts = List.copyOf(newTexts);
        return this;
    }

    /** Labelled examples, of the kind that the adapter's task takes. Half of them are judged on, unless there are others for that. */
    public <E> Migrator examples(ExampleSource<E> newExamples) {
        examples = newExamples;
        return this;
    }

    /** Labelled examples to judge on alone. */
    public <E> Migrator judgedOn(ExampleSource<E> newTest) {
        test = newTest;
        return this;
    }

    /** The training that made the adapter, to be done again if nothing cheaper passes. */
    public Migrator rerun(Rerun newRerun) {
        rerun = Optional.of(newRerun);
        return this;
    }

    /** Changes the labels at the same time; examples have those from after the change. */
    public Migrator labels(LabelChange newChange) {
        change = Optional.of(newChange);
        return this;
    }

    /**
     * A comparison of both bases made before, for migrations that share it; without one each migration makes its own, with its texts.
     *
     * @throws IllegalArgumentException when it is one of other bases
     */
    public Migrator comparison(BaseDiff newComparison) {
        if (!newComparison.oldBase().equals(oldBase.hash())
                || !newComparison.newBase().equals(newBase.model().hash())) {
            throw new IllegalArgumentException("The comparison is one of " + newComparison.oldBase() + " and "
                    + newComparison.newBase() + ", but the migration is from " + oldBase.hash() + " to "
                    + newBase.model().hash());
        }
        comparison = Optional.of(newComparison);
        return this;
    }

    public Migrator gate(MigrationGate newGate) {
        gate = newGate;
        return this;
    }

    public Migrator settings(MigrationSettings newSettings) {
        settings = newSettings;
        return this;
    }

    public Migrator budget(MigrationBudget newBudget) {
        budget = newBudget;
        return this;
    }

    /** Tells the time against which a budget of time is held. */
    public Migrator clock(InstantSource newClock) {
        clock = newClock;
        return this;
    }

    /** The seed of every random choice. */
    public Migrator seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /** What is tried, the cheapest by its estimate first, of equals in this order. */
    public Migrator strategies(MigrationStrategy... newStrategies) {
        strategies = List.of(newStrategies);
        return this;
    }

    /**
     * Migrates an adapter.
     *
     * @throws InvalidDataException when there is nothing to judge on, examples do not fit the task, or a tokenizer or base is damaged
     * @throws IncompatibleAdapterException when the adapter is not the old base's, states no task, or has no tokenizer
     * @throws io.adapt4j.error.InvalidAdapterException when the adapter is damaged
     */
    public Migration migrate(Adapter adapter) {
        TokenizerFile tokenizer = adapter.tokenizer()
                .orElseThrow(() -> new IncompatibleAdapterException(
                        adapter + " has no tokenizer, so that it cannot be asked what it answers to texts"));
        HeldOut data = HeldOut.of(texts, examples.read(), test.read(), budget.labels(), seed);
        Adapter parent = change.map(labels -> relabelled(adapter, labels, data.examples()))
                .orElse(adapter);
        try (OldSystem old = new OldSystem(parent, new TextBase(oldBase, tokenizer));
                Judge judge = new Judge(gate, old, newBase, data)) {
            if (!judge.hasData()) {
                throw new InvalidDataException(
                        "A migration needs something to be judged on: give texts of the adapter's traffic,"
                                + " some hundreds if you have them, or labelled examples; given were " + texts.size()
                                + " texts");
            }
            MigrationTask task = new MigrationTask(
                    old,
                    newBase,
                    comparison.orElseGet(() -> BaseDiff.between(old.base(), newBase, data.texts())),
                    data.texts(),
                    data.examples(),
                    rerun,
                    settings.withSeed(seed));
            task.requireFittingExamples();
            return new Trials(judge, task, strategies, budget, clock, gate, data).run();
        }
    }

    /** New labels are started from examples that are learnt from, not from those that are judged on, where there are some of each. */
    private Adapter relabelled(Adapter adapter, LabelChange labels, List<?> learnt) {
        boolean entities = adapter.manifest().task().orElse(null) instanceof TokenClassificationSpec;
        Set<String> shown = new HashSet<>();
        learnt.forEach(example -> shown.addAll(labelsOf(example)));
        return entities || labels.added().isEmpty() || !shown.containsAll(labels.added())
                ? LabelUpdate.apply(adapter, labels)
                : LabelUpdate.apply(adapter, labels, oldBase, ExampleSource.of(learnt));
    }

    private static <E> List<String> labelsOf(E example) {
        return ExampleKinds.of(example).labels(example);
    }
}
