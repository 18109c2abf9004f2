package io.adapt4j.train.loop.retrain;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.migrate.Migrator;
import io.adapt4j.train.provenance.RunMeter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A loop's migration with a {@link Migrator}. It learns from the labels that the champion knows, and from the others' texts as from traffic: those are
 * learnt with the next retraining. A refusal ends the run with the report. It does not stop in the middle when the loop's budget is used up; bound it by
 * the migrator's own. Immutable; setters return a changed copy.
 *
 * @param <E> the kind of examples
 */
public final class MigratorMigration<E> implements Migration {
    private final BaseModel oldBase;
    private final BaseModel newBase;
    private final TokenizerFile tokenizer;
    private final Function<LabelledText, E> example;
    private final Supplier<List<String>> traffic;
    private final ExampleSource<E> original;
    private final Consumer<Migrator> settings;

    MigratorMigration(
            BaseModel oldBase, BaseModel newBase, TokenizerFile tokenizer, Function<LabelledText, E> example) {
        this(oldBase, newBase, tokenizer, example, List::of, ExampleSource.of(List.of()), migrator -> {});
    }

    private MigratorMigration(
            BaseModel oldBase,
            BaseModel newBase,
            TokenizerFile tokenizer,
            Function<LabelledText, E> example,
            Supplier<List<String>> traffic,
            ExampleSource<E> original,
            Consumer<Migrator> settings) {
        this.oldBase = oldBase;
        this.newBase = newBase;
        this.tokenizer = tokenizer;
        this.example = example;
        this.traffic = traffic;
        this.original = original;
        this.settings = settings;
    }

    /** Unlabelled texts beside those of the labels, such as what the deployment was asked; must give the same ones to a process that goes on. */
    public MigratorMigration<E> withTexts(Supplier<List<String>> newTexts) {
        return new MigratorMigration<>(oldBase, newBase, tokenizer, example, newTexts, original, settings);
    }

    /** The examples that there were before any feedback, all of them: the migrator holds out a part of its own. */
    public MigratorMigration<E> withOriginal(ExampleSource<E> newOriginal) {
        return new MigratorMigration<>(oldBase, newBase, tokenizer, example, traffic, newOriginal, settings);
    }

    /** What differs from a migrator's defaults. Its texts and examples are given already. */
    public MigratorMigration<E> withSettings(Consumer<Migrator> newSettings) {
        return new MigratorMigration<>(oldBase, newBase, tokenizer, example, traffic, original, newSettings);
    }

    @Override
    public Retrained migrate(ContentHash base, RetrainingRequest request) {
        if (!base.equals(newBase.hash())) {
            throw new IncompatibleAdapterException("The loop was told of the base " + base
                    + ", but its migration leads to the base " + newBase.hash() + "; open the loop with that one");
        }
        Adapter champion = request.champion()
                .orElseThrow(() -> new IncompatibleAdapterException("Nothing serves that could be migrated to the base "
                        + base + "; train the first version on it"));
        RunMeter meter = new RunMeter();
        Migrator migrator = Migrator.between(oldBase, newBase, tokenizer)
                .texts(Stream.concat(traffic.get().stream(), request.fresh().map(LabelledText::text).read().stream())
                        .toList())
                .examples(
                        ExampleSource.concat(List.of(original, request.earlier().map(example))));
        settings.accept(migrator);
        return new Retrained(migrator.migrate(champion).orThrow(), Optional.of(meter.cost(request.rates())));
    }
}
