package io.adapt4j.train.migrate;

import static io.adapt4j.train.migrate.MigratorTest.TEST;
import static io.adapt4j.train.migrate.MigratorTest.TEXTS;
import static io.adapt4j.train.migrate.MigratorTest.TRAINING;
import static io.adapt4j.train.migrate.MigratorTest.migrator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.BaseModel;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.migrate.strategy.Distilled;
import io.adapt4j.train.migrate.strategy.MigrationSettings;
import io.adapt4j.train.migrate.strategy.Projected;
import io.adapt4j.train.migrate.strategy.Rerun;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.testing.TinyBase;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Migrations that must not pass, and what the refusal says. */
class RefusalTest {

    private static Migration trial(BaseModel old, BaseModel now, long seed) {
        return Migrator.between(old, now, TinyBase.tokenizer())
                .texts(TEXTS.subList(0, 120))
                .settings(MigrationSettings.defaults().withDistillation(TRAINING.withEpochs(1)))
                .seed(seed)
                .migrate(Inbox.COSINE);
    }

    @AdaptTest
    void migrate_sameModelInOtherCoordinates_passesInEachOfFiveTrials(BaseModel old) {
        for (long seed = 100; seed < 105; seed++) {
            try (BaseModel turned = Bases.turned(Bases.Turns.random(seed))) {
                assertThat(trial(old, turned, seed).passed())
                        .as("seed %s", seed)
                        .isTrue();
            }
        }
    }

    @AdaptTest
    void migrate_randomWeights_isRefusedInEachOfTwentyTrials(BaseModel old) {
        for (long seed = 100; seed < 120; seed++) {
            try (BaseModel random = Bases.random(seed)) {
                Migration migration = trial(old, random, seed);

                assertThat(migration.passed()).as("seed %s", seed).isFalse();
                assertThat(migration.attempts())
                        .extracting(Attempt::status)
                        .containsExactly(
                                Attempt.Status.SKIPPED,
                                Attempt.Status.FAILED,
                                Attempt.Status.FAILED,
                                Attempt.Status.SKIPPED,
                                Attempt.Status.SKIPPED);
                assertThatThrownBy(migration::orThrow)
                        .isInstanceOf(IncompatibleAdapterException.class)
                        .hasMessageContaining("Refused.")
                        .hasMessageContaining("Labelled examples to refine with");
            }
        }
    }

    @AdaptTest
    void migrate_blindBaseWithLabelsAndRecipe_isRefusedHoweverMuchIsTried(BaseModel old) {
        try (BaseModel blind = Bases.blind(4)) {
            Migration migration = migrator(old, blind)
                    .examples(ExampleSource.of(Inbox.examples(80, 3)))
                    .judgedOn(TEST)
                    .rerun(new Rerun(120, 1, base -> Inbox.train(base.model(), new HeadConfig.Linear())))
                    .migrate(Inbox.ADAPTER);

            assertThat(migration.passed()).isFalse();
            assertThat(migration.attempts())
                    .extracting(Attempt::status)
                    .containsExactly(
                            Attempt.Status.SKIPPED,
                            Attempt.Status.FAILED,
                            Attempt.Status.FAILED,
                            Attempt.Status.FAILED,
                            Attempt.Status.FAILED);
            assertThat(migration.toMarkdown()).contains("at least 0.9 of the champion's gain in");
            assertThat(migration.help()).anyMatch(sentence -> sentence.contains("answered worse than before"));
        }
    }

    @AdaptTest
    void migrate_budget_leavesOutWhatWouldGoBeyondIt(BaseModel old) {
        try (BaseModel random = Bases.random(5)) {
            Migration passes = migrator(old, random)
                    .budget(MigrationBudget.unlimited().withPasses(900))
                    .migrate(Inbox.ADAPTER);
            AtomicInteger calls = new AtomicInteger();
            Migration time = migrator(old, random)
                    .budget(MigrationBudget.unlimited().withTime(Duration.ofMinutes(1)))
                    .clock(() -> Instant.EPOCH.plusSeconds(40L * calls.getAndIncrement()))
                    .strategies(new Projected(), new Distilled())
                    .migrate(Inbox.ADAPTER);

            assertThat(passes.attempts().get(1).status()).isEqualTo(Attempt.Status.FAILED);
            assertThat(passes.attempts().get(2).status()).isEqualTo(Attempt.Status.SKIPPED);
            assertThat(passes.attempts().get(2).reason()).contains("passes").contains("left of the budget");
            assertThat(passes.help()).anyMatch(sentence -> sentence.contains("larger budget"));
            assertThat(time.attempts())
                    .extracting(Attempt::status)
                    .containsExactly(Attempt.Status.FAILED, Attempt.Status.SKIPPED);
            assertThat(time.attempts().get(1).reason()).contains("PT1M");
        }
    }

    @Test
    void textsNeeded_fullAgreement_isEnoughForTheGateAndOneLessIsNot() {
        for (double share : new double[] {0.5, 0.85, 0.95}) {
            MigrationGate gate = MigrationGate.defaults().withAgreement(share);
            int needed = gate.textsNeeded();
            // of n agreeing texts the lower end of Clopper and Pearson's interval is (alpha / 2)^(1 / n)
            assertThat(Math.pow(0.025, 1.0 / needed)).isGreaterThanOrEqualTo(share);
            assertThat(Math.pow(0.025, 1.0 / (needed - 1))).isLessThan(share);
        }
    }

    @AdaptTest
    void migrate_fewTexts_saysHowManyAreNeeded(BaseModel old) {
        Migration migration = migrator(old, old).texts(TEXTS.subList(0, 20)).migrate(Inbox.ADAPTER);

        assertThat(migration.passed()).isFalse();
        assertThat(migration.help().get(0)).contains("Of 6 texts to judge on").contains("at least 23");
    }
}
