package io.adapt4j.train.migrate;

import static io.adapt4j.train.testing.junit.TestEngine.ONNX;
import static io.adapt4j.train.testing.junit.TestEngine.PYTORCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.engine.AbstractAdaptedModel;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.migrate.strategy.Direct;
import io.adapt4j.train.migrate.strategy.Distilled;
import io.adapt4j.train.migrate.strategy.MigrationRecord;
import io.adapt4j.train.migrate.strategy.MigrationSettings;
import io.adapt4j.train.migrate.strategy.Projected;
import io.adapt4j.train.migrate.strategy.Refined;
import io.adapt4j.train.migrate.strategy.Replayed;
import io.adapt4j.train.migrate.strategy.Rerun;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.testing.TinyBase;
import io.adapt4j.train.testing.TinyShape;
import io.adapt4j.train.testing.junit.AdaptTest;
import io.adapt4j.train.testing.junit.TestEngine;
import io.adapt4j.train.update.LabelChange;
import io.adapt4j.train.update.LabelUpdate;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigratorTest {
    static final List<String> TEXTS = Inbox.texts(200, 5);
    static final ExampleSource<Example> TEST = ExampleSource.of(Inbox.examples(120, 99));
    static final Hyperparameters TRAINING = Hyperparameters.defaults()
            .withEpochs(3)
            .withBatchSize(16)
            .withLearningRate(5e-3)
            .withHeadLearningRate(5e-3);

    @TempDir
    private Path folder;

    static Migrator migrator(BaseModel old, BaseModel now) {
        return Migrator.between(old, now, TinyBase.tokenizer())
                .texts(TEXTS)
                .settings(
                        MigrationSettings.defaults().withDistillation(TRAINING).withRefinement(TRAINING));
    }

    private static double accuracy(Adapter adapter, BaseModel base) {
        return Evaluation.of(adapter, base, TEST).metrics().value("accuracy");
    }

    @AdaptTest(engines = {ONNX, PYTORCH})
    void migrate_successorWithoutLabels_isDirectAndKeepsTheBehaviour(BaseModel old, TestEngine engine) {
        try (BaseModel successor = engine == ONNX ? Bases.successor(0.02, 3) : Bases.torchSuccessor(0.02, 3)) {
            Migration migration = migrator(old, successor).migrate(Inbox.COSINE);

            Adapter adapter = migration.orThrow();
            assertThat(migration.strategy()).contains("direct");
            assertThat(accuracy(adapter, successor)).isGreaterThan(accuracy(Inbox.COSINE, old) - 0.05);
            assertThat(adapter.deltas()).isEqualTo(Inbox.COSINE.deltas());
            assertThat(migration.attempts()).hasSize(1);
            assertThat(migration.attempts().get(0).estimate().labels()).isZero();
            assertThat(migration.costs().has("direct")).isTrue();
        }
    }

    @AdaptTest
    void migrate_acrossEngines_isTheSameModelInAnotherForm(BaseModel old) {
        try (BaseModel torch = TestEngine.PYTORCH.open(1)) {
            Migration migration = migrator(old, torch).migrate(Inbox.COSINE);

            assertThat(migration.strategy()).contains("direct");
            assertThat(accuracy(migration.orThrow(), torch)).isEqualTo(accuracy(Inbox.COSINE, old));
        }
    }

    @AdaptTest
    void migrate_passed_savesWithVerdictReportAndLineage(BaseModel old) {
        try (BaseModel successor = Bases.successor(0.02, 3);
                BaseModel next = Bases.turned(Bases.Turns.random(2))) {
            Adapter first = migrator(old, successor).migrate(Inbox.ADAPTER).orThrow();
            first.save(folder.resolve("first"));
            Adapter loaded = Adapter.load(folder.resolve("first"));

            assertThat(loaded).isEqualTo(first);
            assertThat(loaded.manifest().fits(successor)).isTrue();
            assertThat(loaded.manifest().fits(old)).isFalse();
            Verdict verdict = Verdict.of(loaded).orElseThrow();
            assertThat(verdict.passed()).isTrue();
            assertThat(verdict.base()).isEqualTo(successor.hash());
            assertThat(verdict.champion()).contains(Inbox.ADAPTER.hash());
            JsonObject report = loaded.documents().get(Migration.DOCUMENT);
            assertThat(report.get("parent").getAsString())
                    .isEqualTo(Inbox.ADAPTER.hash().toString());
            assertThat(report.getAsJsonObject("bases").get("change").getAsString())
                    .isEqualTo("WEIGHTS");
            for (String text : TEXTS) {
                assertThat(report.toString()).doesNotContain('"' + text + '"'); // traffic may be customers'
            }

            Adapter second = migrator(successor, next).migrate(first).orThrow();
            JsonArray migrations = MigrationRecord.of(second);
            assertThat(migrations).hasSize(2);
            JsonObject last = migrations.get(1).getAsJsonObject();
            assertThat(last.get("parent").getAsString()).isEqualTo(first.hash().toString());
            assertThat(last.get("from").getAsString())
                    .isEqualTo(successor.hash().toString());
            assertThat(last.get("to").getAsString()).isEqualTo(next.hash().toString());
            assertThat(last.get("strategy").getAsString()).isEqualTo("projected");
            assertThat(migrations.get(0).getAsJsonObject().get("strategy").getAsString())
                    .isEqualTo("direct");
        }
    }

    @AdaptTest(engines = {ONNX, PYTORCH})
    void migrate_otherBaseWithoutLabels_distilsToAgreement(BaseModel old, TestEngine engine) {
        try (BaseModel other = engine == ONNX ? TinyBase.open(3, new TinyShape(2, 24, 2)) : engine.open(12)) {
            Migration migration =
                    migrator(old, other).strategies(new Distilled()).migrate(Inbox.COSINE);

            Adapter adapter = migration.orThrow();
            assertThat(migration.attempts()).hasSize(1);
            Verdict verdict = Verdict.of(adapter).orElseThrow();
            assertThat(verdict.findings().get(0).figures().get("low")).isGreaterThan(0.85);
            assertThat(accuracy(adapter, other)).isGreaterThan(0.9);
            assertThat(MigrationRecord.of(adapter)).hasSize(1);
            assertThat(adapter.manifest().training().has("hyperparameters")).isTrue();
        }
    }

    @AdaptTest
    void migrate_withExamplesOfEachLabel_asksThemToo(BaseModel old) {
        try (BaseModel other = TinyBase.open(3, new TinyShape(2, 24, 2))) {
            Migrator migrator = migrator(old, other)
                    .gate(MigrationGate.defaults().withAgreement(0.5))
                    .judgedOn(TEST)
                    .strategies(new Projected());
            Migration without = migrator.migrate(Inbox.ADAPTER);
            Migration with =
                    migrator.examples(ExampleSource.of(Inbox.examples(60, 3))).migrate(Inbox.ADAPTER);

            assertThat(without.attempts().get(0).estimate().labels()).isZero();
            assertThat(without.attempts().get(0).details().get("labelShare").getAsDouble())
                    .isZero();
            assertThat(with.attempts().get(0).estimate().labels()).isPositive();
            assertThat(with.attempts().get(0).details().get("labelShare").getAsDouble())
                    .isPositive();
            assertThat(accuracy(with.orThrow(), other)).isGreaterThanOrEqualTo(accuracy(without.orThrow(), other));
        }
    }

    @AdaptTest
    void migrate_passedOrRefusedOrBroken_leavesNoNativeMemory(BaseModel old) {
        try (BaseModel other = TinyBase.open(3, new TinyShape(2, 24, 2))) {
            AbstractAdaptedModel before = (AbstractAdaptedModel) old.adapted();
            AbstractAdaptedModel after = (AbstractAdaptedModel) other.adapted();
            migrator(old, other).judgedOn(TEST).migrate(Inbox.ADAPTER);
            migrator(old, other)
                    .gate(MigrationGate.defaults().with(Threshold.of("accuracy", 1.5)))
                    .judgedOn(TEST)
                    .strategies(new Projected())
                    .migrate(Inbox.ADAPTER);
            assertThatThrownBy(() -> migrator(old, other)
                            .judgedOn(ExampleSource.of(List.of(new Example("hello", "unknown"))))
                            .migrate(Inbox.ADAPTER))
                    .isInstanceOf(InvalidDataException.class);

            assertThat(before.residentBytes()).isZero();
            assertThat(after.residentBytes()).isZero();
        }
    }

    @AdaptTest
    void migrate_otherVocabulary_isProjectedAndReadsWithTheNewTokenizer(BaseModel old) {
        try (BaseModel reordered = Bases.reordered()) {
            Migration migration = Migrator.between(old, reordered, Bases.reorderedTokenizer())
                    .texts(TEXTS)
                    .migrate(Inbox.ADAPTER);

            Adapter adapter = migration.orThrow();
            assertThat(migration.attempts().get(0).reason()).contains("other tokens");
            assertThat(migration.strategy()).contains("projected");
            assertThat(adapter.tokenizer()).contains(Bases.reorderedTokenizer());
            assertThat(adapter.manifest().tokenizer())
                    .contains(Bases.reorderedTokenizer().hash());
            assertThat(accuracy(adapter, reordered)).isEqualTo(accuracy(Inbox.ADAPTER, old)); // it is the same model
        }
    }

    @AdaptTest
    void migrate_sameTwice_givesTheSameBytes(BaseModel old) {
        try (BaseModel other = TinyBase.open(3, new TinyShape(1, 24, 2))) {
            Migrator migrator = migrator(old, other)
                    .texts(TEXTS.subList(0, 60))
                    .settings(MigrationSettings.defaults().withDistillation(TRAINING.withEpochs(1)))
                    .strategies(new Projected(), new Distilled())
                    .gate(impossible());

            Migration first = migrator.migrate(Inbox.ADAPTER);
            Migration second = migrator.migrate(Inbox.ADAPTER);

            assertThat(first.passed()).isFalse();
            assertThat(first.toJson()).isEqualTo(second.toJson());
            assertThat(first.toJson())
                    .isNotEqualTo(migrator.seed(7).migrate(Inbox.ADAPTER).toJson());
        }
    }

    private static MigrationGate impossible() {
        return MigrationGate.defaults().withAgreement(1).withConfidence(0.95);
    }

    @AdaptTest
    void migrate_withLabels_isJudgedByTheGainThatIsKept(BaseModel old) {
        try (BaseModel other = TinyBase.open(12)) {
            Migration migration = migrator(old, other)
                    .texts(List.of())
                    .examples(ExampleSource.of(Inbox.examples(100, 3)))
                    .judgedOn(TEST)
                    .gate(MigrationGate.defaults().with(Threshold.of("accuracy", 0.8)))
                    .migrate(Inbox.COSINE);

            Verdict verdict = Verdict.of(migration.orThrow()).orElseThrow();
            var retention = verdict.findings().get(0).figures();
            double own = accuracy(migration.orThrow(), other);
            assertThat(retention.get("candidate")).isEqualTo(own);
            assertThat(retention.get("champion")).isEqualTo(accuracy(Inbox.COSINE, old));
            assertThat(retention.get("measured"))
                    .isEqualTo((own - retention.get("floor"))
                            / (retention.get("champion") - retention.get("championFloor")));
            assertThat(retention.get("measured")).isGreaterThan(0.9);
            assertThat(verdict.rows()).isEqualTo(120);
            assertThat(verdict.findings())
                    .extracting(finding -> finding.criterion())
                    .contains("accuracy is at least 0.8");
        }
    }

    @AdaptTest
    void migrate_refined_startsFromTheBestSoFarAndUsesTheLabels(BaseModel old) {
        try (BaseModel other = TinyBase.open(12)) {
            Migration migration = migrator(old, other)
                    .examples(ExampleSource.of(Inbox.examples(60, 3)))
                    .judgedOn(TEST)
                    .strategies(new Projected(), new Refined())
                    .gate(impossible())
                    .budget(MigrationBudget.unlimited().withLabels(40))
                    .migrate(Inbox.COSINE);

            Attempt refined = migration.attempts().get(1);
            assertThat(refined.details().get("start").getAsString()).isEqualTo("projected");
            assertThat(refined.details().get("labels").getAsInt()).isEqualTo(40);
            assertThat(refined.verdict()
                            .orElseThrow()
                            .findings()
                            .get(0)
                            .figures()
                            .get("candidate"))
                    .isGreaterThan(0.9);
        }
    }

    @AdaptTest
    void migrate_refinedWithFewerTexts_takesLess(BaseModel old) {
        try (BaseModel other = TinyBase.open(12)) {
            Migration migration = migrator(old, other)
                    .examples(ExampleSource.of(Inbox.examples(30, 3)))
                    .judgedOn(TEST)
                    .strategies(new Projected(), new Refined(0.3, 1, 400), new Refined().withMost(20))
                    .gate(impossible())
                    .migrate(Inbox.COSINE);

            Attempt alone = migration.attempts().get(1); // the cheaper one has the first turn
            Attempt beside = migration.attempts().get(2);
            assertThat(beside.estimate().labels()).isEqualTo(alone.estimate().labels());
            assertThat(beside.estimate().passes())
                    .isGreaterThan(alone.estimate().passes());
        }
    }

    @Test
    void withMost_none_isRefused() {
        assertThatThrownBy(() -> new Refined().withMost(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("most at least 1");
    }

    @AdaptTest
    void migrate_replayed_isTheTrainingOnTheNewBase(BaseModel old) {
        try (BaseModel other = TinyBase.open(12)) {
            Migration migration = migrator(old, other)
                    .strategies(new Replayed())
                    .rerun(new Rerun(120, 6, base -> Inbox.train(base.model(), new HeadConfig.Cosine(20))))
                    .judgedOn(TEST)
                    .migrate(Inbox.COSINE);

            Adapter again = Inbox.train(other, new HeadConfig.Cosine(20));
            assertThat(migration.orThrow().hash()).isEqualTo(again.hash());
            assertThat(MigrationRecord.of(migration.orThrow())).hasSize(1);
        }
    }

    @AdaptTest
    void migrate_labelsChangeToo_answersWithTheNewOnes(BaseModel old) {
        LabelChange change = LabelChange.none().rename("login", "access").merge("money", "card", "fees");
        try (BaseModel turned = Bases.turned(Bases.Turns.random(8))) {
            Migration migration = migrator(old, turned).labels(change).migrate(Inbox.ADAPTER);

            Adapter adapter = migration.orThrow();
            assertThat(((TextClassificationSpec) adapter.manifest().task().orElseThrow()).labels())
                    .containsExactly("money", "access", "travel");
            assertThat(LabelUpdate.changes(adapter).orElseThrow()).hasSize(1);
            ExampleSource<Example> renamed = change.relabel(TEST);
            Adapter before = LabelUpdate.apply(Inbox.ADAPTER, change);
            assertThat(Evaluation.of(adapter, turned, renamed).metrics().value("accuracy"))
                    .isEqualTo(Evaluation.of(before, old, renamed).metrics().value("accuracy"));
        }
    }

    @AdaptTest
    void migrate_newLabel_isStartedFromExamplesWhereThereAreSome(BaseModel old) {
        LabelChange change = LabelChange.none().add("parcel");
        List<Example> known = Inbox.examples(40, 7);
        List<Example> parcels = IntStream.range(0, 12)
                .mapToObj(i -> new Example("my parcel " + i + " is late", "parcel"))
                .toList();
        try (BaseModel successor = Bases.successor(0.02, 3)) {
            for (List<Example> fresh : List.of(parcels, List.<Example>of())) {
                Migration migration = migrator(old, successor)
                        .labels(change)
                        .examples(ExampleSource.concat(List.of(ExampleSource.of(known), ExampleSource.of(fresh))))
                        .judgedOn(TEST)
                        .migrate(Inbox.ADAPTER);

                JsonObject entry = LabelUpdate.changes(migration.orThrow())
                        .orElseThrow()
                        .get(0)
                        .getAsJsonObject();
                assertThat(entry.has("examples")).isEqualTo(!fresh.isEmpty());
            }
        }
    }

    @AdaptTest
    void migrate_labelsOfExamplesCount_whateverTheyWereUsedFor(BaseModel old) {
        try (BaseModel successor = Bases.successor(0.02, 3);
                BaseModel turned = Bases.turned(Bases.Turns.random(8))) {
            ExampleSource<Example> labelled = ExampleSource.of(Inbox.examples(40, 7));
            Migration direct = migrator(old, successor)
                    .examples(labelled)
                    .judgedOn(TEST)
                    .strategies(new Direct())
                    .migrate(Inbox.ADAPTER);
            Migration distilled = migrator(old, turned)
                    .examples(labelled)
                    .judgedOn(TEST)
                    .strategies(new Distilled())
                    .migrate(Inbox.ADAPTER);

            assertThat(direct.attempts().get(0).estimate().labels()).isEqualTo(8);
            assertThat(distilled.attempts().get(0).estimate().labels()).isGreaterThan(8);
        }
    }

    @AdaptTest
    void direct_scales_areSearchedOnlyWhereTheyHelp(BaseModel old) {
        assertThatThrownBy(() -> new Direct(List.of(0.0))).isInstanceOf(IllegalArgumentException.class);
        Migration same = migrator(old, old)
                .strategies(new Direct(List.of(0.5, 1.0, 2.0)))
                .migrate(Inbox.ADAPTER);

        JsonObject details = same.attempts().get(0).details();
        assertThat(details.get("scale").getAsDouble()).isEqualTo(1);
        assertThat(details.getAsJsonObject("losses").keySet()).containsExactly("0.5", "1.0", "2.0");
        assertThat(same.orThrow().hash()).isEqualTo(Inbox.ADAPTER.hash());
    }
}
