package io.adapt4j.examples.migrate;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.migrate.Attempt;
import io.adapt4j.train.migrate.Migration;
import io.adapt4j.train.migrate.MigrationGate;
import io.adapt4j.train.migrate.Migrator;
import io.adapt4j.train.migrate.compare.BaseDiff;
import io.adapt4j.train.migrate.strategy.Alignment;
import io.adapt4j.train.migrate.strategy.Candidate;
import io.adapt4j.train.migrate.strategy.Direct;
import io.adapt4j.train.migrate.strategy.Distilled;
import io.adapt4j.train.migrate.strategy.MigrationStrategy;
import io.adapt4j.train.migrate.strategy.Projected;
import io.adapt4j.train.migrate.strategy.Refined;
import io.adapt4j.train.migrate.strategy.Rerun;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.provenance.RunCost;
import io.adapt4j.train.provenance.RunMeter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** An adapter that was trained on the old base, moved to new ones in every way. */
final class Trial {
    /** Nothing passes it, so that every strategy is tried. */
    private static final MigrationGate NONE =
            MigrationGate.defaults().withAgreement(1).withConfidence(0.95).with(Threshold.of("accuracy", 1.5));

    /** What of an adapter's moves is measured. */
    enum Extent {
        /** All. */
        ALL,
        /** Without what learns from all labels but the training again, thus without the automatic choice. */
        BRIEF,
        /** The automatic choice alone, and the training again. */
        CHOICE
    }

    private final Place old;
    private final Training training;
    private final Draw draw;
    private final int labels;
    private final Adapter adapter;
    private final double before;
    private final double beforeAlone;

    /** @param labels that are learnt from where some of the labels are used */
    Trial(Place old, Training training, Draw draw, int labels) {
        this.old = old;
        this.training = training;
        this.draw = draw;
        this.labels = Math.max(1, Math.min(labels, draw.drawn().size()));
        this.adapter = training.train(old, draw.drawn(), draw.seed());
        this.before = old.accuracy(adapter, draw.test());
        this.beforeAlone = NearestNames.accuracy(old, draw.test(), training.maxLength);
    }

    /**
     * Moves the adapter to a base: each way's outcome, the training again on the new base last but one, the automatic choice last.
     *
     * @param progress takes each row as soon as it is there
     */
    List<Row> to(Place now, Extent extent, Consumer<Row> progress) {
        List<Row> rows = new ArrayList<>();
        new Move(now).run(extent, row -> {
            progress.accept(row);
            rows.add(row);
        });
        return rows;
    }

    /** As above, with the projection alone, once for each way to find directions. */
    List<Row> to(Place now, List<Alignment> alignments, Consumer<Row> progress) {
        List<Row> rows = new ArrayList<>();
        new Move(now).compare(alignments, row -> {
            progress.accept(row);
            rows.add(row);
        });
        return rows;
    }

    /** The adapter on its way to one base. */
    private final class Move {
        private final Place now;
        private final double alone;
        private final BaseDiff diff;
        private final RunCost comparing;
        private final RunCost whole;
        private final Adapter again;

        Move(Place now) {
            this.now = now;
            RunMeter first = new RunMeter();
            this.diff = BaseDiff.between(old.base(), now.base(), draw.unlabelled());
            this.comparing = first.cost(Rates.NONE);
            this.alone = NearestNames.accuracy(now, draw.test(), training.maxLength);
            RunMeter meter = new RunMeter();
            this.again = training.train(now, draw.drawn(), draw.seed());
            this.whole = meter.cost(Rates.NONE);
        }

        void run(Extent extent, Consumer<Row> rows) {
            rows.accept(plain("old base + adapter", before, 1, draw.drawn().size()));
            rows.accept(plain("new base alone", alone, 0, 0));
            rows.accept(nothing("comparing the bases", comparing).noting("once for all adapters"));
            if (extent != Extent.CHOICE) {
                each(rows);
            }
            if (extent == Extent.ALL) {
                rows.accept(informed());
            }
            rows.accept(row("trained again", again, draw.drawn().size(), whole));
            if (extent != Extent.BRIEF) {
                rows.accept(automatic());
            }
        }

        /** Each strategy by itself. */
        private void each(Consumer<Row> rows) {
            List<Measured> free = new ArrayList<>();
            for (MigrationStrategy strategy : List.of(new Direct(), new Projected(), new Distilled())) {
                free.add(new Measured(strategy));
            }
            Migration tried =
                    migrator(free.toArray(MigrationStrategy[]::new)).gate(NONE).migrate(adapter);
            free.forEach(way -> rows.accept(row(way.name(), way, tried, 0)));
            Optional<Candidate> best = best(free);
            Measured refined = new Measured(new Refined().withMost(training.refinedTexts));
            MigrationStrategy[] last = best.map(start -> new MigrationStrategy[] {Measured.given(start), refined})
                    .orElse(new MigrationStrategy[] {refined});
            Migration trying = migrator(last)
                    .examples(ExampleSource.of(draw.labelled(labels)))
                    .judgedOn(ExampleSource.of(draw.judged()))
                    .gate(NONE)
                    .migrate(adapter);
            rows.accept(row(refined.name(), refined, trying, labels));
        }

        void compare(List<Alignment> alignments, Consumer<Row> rows) {
            rows.accept(plain("old base + adapter", before, 1, draw.drawn().size()));
            rows.accept(plain("new base alone", alone, 0, 0));
            for (Alignment alignment : alignments) {
                Measured way = new Measured(new Projected(alignment));
                Migration tried = migrator(way).gate(NONE).migrate(adapter);
                rows.accept(row("projected, " + alignment, way, tried, 0));
            }
            rows.accept(row("trained again", again, draw.drawn().size(), whole));
        }

        /** The labels of the training asked beside the old system. */
        private Row informed() {
            Measured informed = new Measured(new Projected());
            Migration asking = migrator(informed)
                    .examples(ExampleSource.of(draw.drawn()))
                    .judgedOn(ExampleSource.of(draw.judged()))
                    .gate(NONE)
                    .migrate(adapter);
            return row(Summary.INFORMED, informed, asking, draw.drawn().size());
        }

        private Migrator migrator(MigrationStrategy... strategies) {
            return Migrator.between(old.model(), now.model(), now.base().tokenizer())
                    .texts(draw.unlabelled())
                    .settings(training.migration())
                    .seed(draw.seed())
                    .comparison(diff)
                    .strategies(strategies);
        }

        /** The candidate that has most of the rows to judge on right, from which a refinement starts, as it does in a migration. */
        private Optional<Candidate> best(List<Measured> ways) {
            return ways.stream()
                    .flatMap(way -> way.candidate().stream())
                    .max(Comparator.comparingDouble(made -> now.accuracy(made.adapter(), draw.judged())));
        }

        /** The migration as a user runs it who has the training's data, with a validation set, and the training for the last resort. */
        private Row automatic() {
            RunMeter meter = new RunMeter();
            Migration migration = Migrator.between(
                            old.model(), now.model(), now.base().tokenizer())
                    .texts(draw.unlabelled())
                    .examples(ExampleSource.of(draw.drawn()))
                    .judgedOn(ExampleSource.of(draw.judged()))
                    .settings(training.migration())
                    .seed(draw.seed())
                    .rerun(new Rerun(
                            draw.drawn().size(),
                            training.epochs,
                            base -> training.train(
                                    new Place(now.name(), base, now.pooling()), draw.drawn(), draw.seed())))
                    .migrate(adapter);
            RunCost cost = meter.cost(Rates.NONE);
            String way = migration.strategy().orElse("refused");
            return migration
                    .adapter()
                    .map(moved -> row("automatic", moved, learnt(migration), cost))
                    .orElseGet(() -> nothing("automatic", cost))
                    .noting(way);
        }

        /** Labels that the way which passed learnt from. */
        private int learnt(Migration migration) {
            return migration.taken().map(attempt -> attempt.estimate().labels()).orElse(0);
        }

        private Row row(String name, Measured way, Migration migration, int learnt) {
            return way.candidate()
                    .map(made -> row(name, made.adapter(), learnt, way.cost().orElseThrow())
                            .noting(note(made)))
                    .orElseGet(() -> nothing(name, new RunCost(0, 0, 0, 0, false, Rates.NONE))
                            .noting(reason(migration, way.name())));
        }

        private Row row(String way, Adapter moved, int learnt, RunCost cost) {
            double accuracy = now.accuracy(moved, draw.test());
            double retention = before > beforeAlone ? (accuracy - alone) / (before - beforeAlone) : Double.NaN;
            return Row.of(plain(way, accuracy, retention, learnt), way, accuracy, retention, learnt, cost, whole);
        }

        private Row plain(String way, double accuracy, double retention, int learnt) {
            return new Row(
                    draw.dataset(),
                    draw.seed(),
                    move(),
                    way,
                    OptionalDouble.of(accuracy),
                    Row.known(retention),
                    learnt,
                    0,
                    0,
                    0,
                    "");
        }

        private Row nothing(String way, RunCost cost) {
            return new Row(
                    draw.dataset(),
                    draw.seed(),
                    move(),
                    way,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    0,
                    cost.wallSeconds(),
                    cost.wallSeconds() / whole.wallSeconds(),
                    cost.cpuSeconds() / Math.max(1e-9, whole.cpuSeconds()),
                    "");
        }

        private String move() {
            return old.name() + " to " + now.name();
        }
    }

    private static String reason(Migration migration, String way) {
        return migration.attempts().stream()
                .filter(attempt -> attempt.strategy().equals(way))
                .map(Trial::reason)
                .findFirst()
                .orElse("not tried");
    }

    /** Whether the old deltas were of use on the new base, and how well heads fitted with and without them predict left-out texts. */
    private static String note(Candidate made) {
        JsonObject details = made.details();
        if (!details.has("deltas")) {
            return "";
        }
        String chosen = "deltas " + details.get("deltas").getAsString();
        return details.has("errorWithDeltas")
                ? String.format(
                        Locale.ROOT,
                        "%s, error %.3f with and %.3f without them",
                        chosen,
                        details.get("errorWithDeltas").getAsDouble(),
                        details.get("errorWithoutDeltas").getAsDouble())
                : chosen;
    }

    private static String reason(Attempt attempt) {
        return attempt.status().name().toLowerCase(Locale.ROOT) + ": " + attempt.reason();
    }
}
