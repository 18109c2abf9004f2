package io.adapt4j.train.migrate;

import static io.adapt4j.train.migrate.Attempt.Status.BROKEN;
import static io.adapt4j.train.migrate.Attempt.Status.FAILED;
import static io.adapt4j.train.migrate.Attempt.Status.PASSED;
import static io.adapt4j.train.migrate.Attempt.Status.SKIPPED;
import static io.adapt4j.train.migrate.Attempt.Status.SURPASSED;
import static io.adapt4j.train.migrate.MigratorTest.migrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.Head;
import io.adapt4j.error.TrainingException;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.NumericExample;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.migrate.strategy.Candidate;
import io.adapt4j.train.migrate.strategy.Cost;
import io.adapt4j.train.migrate.strategy.Direct;
import io.adapt4j.train.migrate.strategy.MigrationStrategy;
import io.adapt4j.train.migrate.strategy.MigrationTask;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.TextRegression;
import io.adapt4j.train.task.TokenClassification;
import io.adapt4j.train.task.TrainingTask;
import io.adapt4j.train.testing.TinyBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done once a candidate has passed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImprovementTest {
    /** Passes of the judging are about 120: 60 texts, and the old system's answers to them. */
    private static final double LITTLE = 100;

    private static final double MUCH = 10_000;

    private BaseModel old;
    private BaseModel now;
    private Adapter good;
    private Adapter weak;

    @BeforeAll
    void train() {
        old = TinyBase.open(1);
        now = Bases.successor(0.02, 3);
        good = Inbox.train(now, new HeadConfig.Linear());
        weak = Trainer.on(now)
                .task(Inbox.task(new HeadConfig.Linear()))
                .epochs(1)
                .train(ExampleSource.of(Inbox.examples(8, 1)))
                .adapter();
    }

    @AfterAll
    void close() {
        now.close();
        old.close();
    }

    /** A strategy that takes so much and gives this. */
    private record Given(String name, double passes, Function<MigrationTask, Adapter> adapter)
            implements MigrationStrategy {
        @Override
        public Optional<String> missing(MigrationTask task) {
            return passes < 0 ? Optional.of("There is nothing to do it with.") : Optional.empty();
        }

        @Override
        public Cost estimate(MigrationTask task) {
            return new Cost(Math.max(0, passes), 0);
        }

        @Override
        public Candidate migrate(MigrationTask task) {
            return new Candidate(name, adapter.apply(task), new JsonObject());
        }
    }

    private Given good(String name, double passes) {
        return new Given(name, passes, task -> good);
    }

    private Given weak(String name, double passes) {
        return new Given(name, passes, task -> weak);
    }

    /** Everything passes. */
    private static MigrationGate lenient() {
        return MigrationGate.defaults().withAgreement(0).withLabels(1, 1000);
    }

    private Migration migrate(MigrationGate gate, MigrationBudget budget, MigrationStrategy... strategies) {
        return migrator(old, now)
                .gate(gate)
                .budget(budget)
                .strategies(strategies)
                .migrate(Inbox.ADAPTER);
    }

    @Test
    void migrate_laterOneIsBetterAndTakesLittle_takesIt() {
        Migration migration = migrate(
                lenient(), MigrationBudget.unlimited(), weak("first", 0), good("second", LITTLE), good("third", MUCH));

        assertThat(migration.attempts()).extracting(Attempt::status).containsExactly(SURPASSED, PASSED);
        assertThat(migration.strategy()).contains("second");
        assertThat(migration.taken()).contains(migration.attempts().get(1));
        assertThat(migration.orThrow().hash()).isEqualTo(good.hash());
        assertThat(Verdict.of(migration.orThrow()).orElseThrow().adapter()).isEqualTo(good.hash());
        JsonObject report = migration.orThrow().documents().get(Migration.DOCUMENT);
        assertThat(report).isEqualTo(migration.toJson());
        assertThat(report.get("strategy").getAsString()).isEqualTo("second");
        assertThat(migration.toMarkdown()).contains("| first | surpassed |").contains("| second | passed |");
    }

    @Test
    void migrate_laterOneIsNotBetter_keepsTheFirst() {
        for (Given later : new Given[] {weak("second", LITTLE), good("second", LITTLE)}) {
            Migration migration =
                    migrate(lenient(), MigrationBudget.unlimited(), good("first", 0), later, good("third", MUCH));

            assertThat(migration.attempts()).extracting(Attempt::status).containsExactly(PASSED, SURPASSED);
            assertThat(migration.strategy()).contains("first");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, false", "1, 0, true", "0, 1, true", "0, 2, false", "3, 5, true", "3, 7, false", "40, 45, true"})
    void prefers_rowsThatOneAloneHasRight_theLaterUnlessItIsWorseThanByChance(int better, int worse, boolean later) {
        assertThat(Judge.prefers(better, worse)).isEqualTo(later);
    }

    @Test
    void migrate_laterOneFailsBreaksOrIsMissing_keepsTheFirst() {
        Migration migration = migrate(
                MigrationGate.defaults(),
                MigrationBudget.unlimited(),
                good("first", 0),
                weak("failing", 1),
                new Given("breaking", 2, task -> {
                    throw new TrainingException("no");
                }),
                new Given("missing", -1, task -> good),
                good("dear", MUCH));

        assertThat(migration.attempts())
                .extracting(Attempt::strategy, Attempt::status)
                .containsExactly(
                        tuple("first", PASSED),
                        tuple("failing", FAILED),
                        tuple("breaking", BROKEN),
                        tuple("missing", SKIPPED));
        assertThat(migration.orThrow().hash()).isEqualTo(good.hash());
        assertThat(migration.help()).isEmpty();
    }

    @Test
    void migrate_noImprovementOrTooMuchForIt_endsWithTheFirst() {
        MigrationBudget unlimited = MigrationBudget.unlimited();
        Given[] strategies = {weak("first", 0), good("second", LITTLE), good("third", MUCH)};

        assertThat(migrate(lenient(), unlimited.withImprovement(0), strategies).attempts())
                .extracting(Attempt::status)
                .containsExactly(PASSED);
        assertThat(migrate(lenient(), unlimited.withImprovement(0.02), strategies)
                        .attempts())
                .hasSize(1); // 100 of 10,100 passes are 1%, the judging is more than another
        assertThat(migrate(lenient(), unlimited.withImprovement(0.05), strategies)
                        .strategy())
                .contains("second");
        assertThat(migrate(lenient(), unlimited, weak("first", 0), good("second", LITTLE))
                        .attempts())
                .hasSize(1); // it is all that there is
    }

    @ParameterizedTest
    @CsvSource({"0.02, direct", "2, nothing"})
    void migrate_oldDeltasAsTheyAre_areAStartWhereTheyKeepHalf(double noise, String expected) {
        List<String> starts = new ArrayList<>();
        try (BaseModel successor = Bases.successor(noise, 3)) {
            Migration migration = migrator(old, successor)
                    .gate(MigrationGate.defaults().withAgreement(1).withConfidence(0.95))
                    .strategies(new Direct(), new Given("looking", MUCH, task -> {
                        starts.add(task.start().map(Candidate::strategy).orElse("nothing"));
                        throw new TrainingException("no");
                    }))
                    .migrate(Inbox.ADAPTER);

            assertThat(migration.attempts()).extracting(Attempt::status).containsExactly(FAILED, BROKEN);
        }
        assertThat(starts).containsExactly(expected);
    }

    @Test
    void migrate_budgetOfPasses_boundsImprovementToo() {
        Migration migration = migrate(
                lenient(),
                MigrationBudget.unlimited().withPasses(LITTLE - 1),
                weak("first", 0),
                good("second", LITTLE),
                good("third", MUCH));

        assertThat(migration.strategy()).contains("first");
        assertThat(migration.attempts().get(1).status()).isEqualTo(SKIPPED);
    }

    @Test
    void withImprovement_noShare_isRefused() {
        for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> MigrationBudget.unlimited().withImprovement(share))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("improvement is in [0, 1]")
                    .hasMessageContaining(String.valueOf(share));
        }
    }

    private <E, T extends TrainingTask<E, T>> void keepsTheGoodOne(T task, List<E> examples) {
        Adapter parent = Trainer.on(old)
                .task(task)
                .epochs(12)
                .batchSize(8)
                .learningRate(1e-2)
                .train(ExampleSource.of(examples))
                .adapter();
        Adapter moved = migrator(old, now)
                .gate(lenient())
                .strategies(new Direct())
                .migrate(parent)
                .orThrow();
        Head head = moved.head().orElseThrow();
        Adapter dull = new Adapter(
                moved.method(),
                moved.deltas(),
                Optional.of(new Head(
                        Tensor.of(new float[head.outputs() * head.hidden()], head.outputs(), head.hidden()),
                        head.bias())),
                moved.tokenizer(),
                moved.manifest());
        for (boolean goodFirst : new boolean[] {true, false}) {
            Migration migration = migrator(old, now)
                    .gate(lenient())
                    .strategies(
                            new Given("first", 0, any -> goodFirst ? moved : dull),
                            new Given("second", LITTLE, any -> goodFirst ? dull : moved),
                            new Given("third", MUCH, any -> moved))
                    .migrate(parent);

            assertThat(migration.attempts()).hasSize(2);
            assertThat(migration.orThrow().hash()).isEqualTo(moved.hash());
        }
    }

    /** Nothing is known of the tags of texts but what the old system says. */
    @Test
    void migrate_entitiesWithTextsAlone_keepsWhatAgrees() {
        List<TaggedText> tagged = Inbox.examples(60, 1).stream()
                .map(example -> {
                    List<String> words = List.of(example.text().strip().split("\\s+"));
                    return new TaggedText(
                            words,
                            words.stream()
                                    .map(word -> word.contains("e") ? "B-e" : "O")
                                    .toList());
                })
                .toList();
        keepsTheGoodOne(TokenClassification.inferKinds().tokenizer(TinyBase.tokenizer()), tagged);
    }

    @Test
    void migrate_numbers_keepsWhatIsNearer() {
        List<NumericExample> lengths = Inbox.examples(60, 1).stream()
                .map(example -> NumericExample.of(example.text(), example.text().length()))
                .toList();
        keepsTheGoodOne(TextRegression.of("length").tokenizer(TinyBase.tokenizer()), lengths);
    }
}
