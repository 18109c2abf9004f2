package io.adapt4j.train.migrate.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.runtime.engine.AdapterFactors;
import io.adapt4j.task.Classification;
import io.adapt4j.train.evaluate.Answerer;
import io.adapt4j.train.migrate.Bases;
import io.adapt4j.train.migrate.Inbox;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.compare.BaseDiff;
import io.adapt4j.train.migrate.compare.ModuleMatch;
import io.adapt4j.train.migrate.compare.TextBase;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.testing.TinyBase;
import io.adapt4j.train.testing.TinyShape;
import io.adapt4j.train.testing.junit.AdaptTest;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectedTest {
    private static final List<String> TEXTS = Inbox.texts(120, 5);

    static MigrationTask task(OldSystem old, BaseModel now, List<String> texts) {
        TextBase newBase = new TextBase(now, TinyBase.tokenizer());
        return new MigrationTask(
                old,
                newBase,
                BaseDiff.between(old.base(), newBase, texts),
                texts,
                List.of(),
                Optional.empty(),
                MigrationSettings.defaults().withSeed(1));
    }

    static OldSystem old(BaseModel base, Adapter adapter) {
        return new OldSystem(adapter, new TextBase(base, TinyBase.tokenizer()));
    }

    /** What an adapter adds to a module, {@code [in, out]}. */
    private static DMatrixRMaj delta(Adapter adapter, String module) {
        Lora lora = (Lora) adapter.method();
        ModuleDelta delta = adapter.deltas().stream()
                .filter(own -> own.module().equals(module))
                .findFirst()
                .orElseThrow();
        DMatrixRMaj product = Dense.transposed(
                Dense.times(Dense.of(delta.parameter(LoraMethod.B)), Dense.of(delta.parameter(LoraMethod.A))));
        CommonOps_DDRM.scale(lora.scalingOf(module), product);
        return product;
    }

    @ParameterizedTest
    @EnumSource(names = {"LEAST_SQUARES", "PROCRUSTES"})
    void migrate_turnedBase_turnsTheDeltasExactly(Alignment alignment) {
        Bases.Turns turns = Bases.Turns.random(4);
        try (BaseModel base = TinyBase.open(1);
                BaseModel turned = Bases.turned(turns);
                OldSystem old = old(base, Inbox.ADAPTER)) {
            Candidate candidate = new Projected(alignment).migrate(task(old, turned, TEXTS));

            assertThat(candidate.details().get("deltas").getAsString()).isEqualTo("carried");
            for (TargetModule module : turned.targetModules()) {
                DMatrixRMaj expected = Bases.product(
                        Bases.product(Dense.transposed(turns.in(module.path())), delta(Inbox.ADAPTER, module.path())),
                        turns.out(module.path()));
                DMatrixRMaj given = delta(candidate.adapter(), module.path());
                // What reads a normalised vector never sees its mean, so that nothing is known of that direction.
                if (turns.in(module.path()) == turns.hidden()) {
                    withoutMean(expected);
                    withoutMean(given);
                }
                assertThat(Dense.norm(Dense.minus(given, expected)))
                        .as(module.path())
                        .isLessThan(1e-5 * Dense.norm(expected) + 1e-5);
            }
            assertAnswersAlike(base, turned, candidate.adapter(), 1e-4);
        }
    }

    /** Takes the mean of each column away: the part of a map that only the mean of its input would reach. */
    private static void withoutMean(DMatrixRMaj map) {
        double[] means = Dense.means(map);
        for (int i = 0; i < map.data.length; i++) {
            map.data[i] -= means[i % map.numCols];
        }
    }

    private static void assertAnswersAlike(BaseModel base, BaseModel now, Adapter migrated, double tolerance) {
        List<String> unseen = Inbox.texts(40, 77);
        try (Answerer before = new Answerer(base, Inbox.ADAPTER);
                Answerer after = new Answerer(now, migrated)) {
            List<Classification> expected = before.of(unseen, Classification.class);
            List<Classification> given = after.of(unseen, Classification.class);
            for (int i = 0; i < unseen.size(); i++) {
                for (int label = 0; label < 4; label++) {
                    assertThat((double) given.get(i).probabilities().get(label))
                            .isCloseTo(expected.get(i).probabilities().get(label), within(tolerance));
                }
            }
        }
    }

    @AdaptTest
    void migrate_turnedBaseWithCosineHead_keepsTheHeadsFormAndAnswers(BaseModel base) {
        try (BaseModel turned = Bases.turned(Bases.Turns.random(6));
                OldSystem old = old(base, Inbox.COSINE)) {
            Candidate candidate = new Projected().migrate(task(old, turned, TEXTS));

            assertThat(candidate.adapter().manifest().task())
                    .isEqualTo(Inbox.COSINE.manifest().task());
            assertThat(candidate.details().get("errorWithDeltas").getAsDouble()).isLessThan(1e-9);
        }
    }

    @AdaptTest
    void migrate_otherWidthAndDepth_givesDeltasOfTheNewShapes(BaseModel base) {
        for (TinyShape shape : List.of(new TinyShape(2, 48, 4), new TinyShape(1, 16, 2))) {
            for (Alignment alignment : Alignment.values()) {
                try (BaseModel other = TinyBase.open(5, shape);
                        OldSystem old = old(base, Inbox.ADAPTER)) {
                    Candidate candidate = new Projected(alignment).migrate(task(old, other, TEXTS.subList(0, 30)));

                    assertThat(candidate.details().get("carriedModules").getAsInt())
                            .isEqualTo(6);
                    assertThat(candidate.adapter().head().orElseThrow().hidden())
                            .isEqualTo(shape.hidden());
                    assertThat(AdapterFactors.of(candidate.adapter(), other)).hasSize(6);
                    assertThat(candidate.adapter().manifest().fits(other)).isTrue();
                    try (Answerer answerer =
                            new Answerer(other, candidate.adapter())) { // binds, so that shapes are checked
                        assertThat(answerer.answers(List.of("card lost"))).hasSize(1);
                    }
                }
            }
        }
    }

    @AdaptTest
    void migrate_shallowerBase_addsUpTheDeltasOfLayersThatBecomeOne(BaseModel shallow) {
        try (BaseModel deep = TinyBase.open(1, new TinyShape(2, 32, 2))) {
            Adapter adapter = Inbox.train(deep, new HeadConfig.Linear());
            try (OldSystem old = old(deep, adapter)) {
                MigrationTask task = task(old, shallow, TEXTS);
                Candidate candidate = new Projected(Alignment.SUBSPACES).migrate(task);

                List<ModuleMatch> matches = task.diff().matches();
                assertThat(matches).hasSize(12);
                assertThat(matches.stream().map(ModuleMatch::to).distinct()).hasSize(6);
                if (candidate.details().get("deltas").getAsString().equals("carried")) {
                    assertThat(((Lora) candidate.adapter().method()).rank()).isEqualTo(8);
                }
                assertThat(candidate.details().get("carriedModules").getAsInt()).isEqualTo(12);
            }
        }
    }

    @AdaptTest
    void subspaces_sameWeight_keepsWhatLiesInItsSpace(BaseModel base) {
        String module = "encoder.layer.0.attention.self.query";
        DMatrixRMaj weight = Dense.of(base.weight(module));
        DMatrixRMaj a = Dense.of(new float[][] {new float[32], new float[32]});
        DMatrixRMaj b = Dense.of(new float[][] {new float[32], new float[32]});
        for (int i = 0; i < 64; i++) {
            a.data[i] = Math.sin(i);
            b.data[i] = Math.cos(3 * i);
        }

        LowRankDeltas.Delta kept = DeltaProjection.subspaces(new LowRankDeltas.Delta(a, b), weight, weight);

        // a square weight of full rank spans everything
        assertThat(Dense.norm(Dense.minus(kept.a(), a))).isLessThan(1e-9);
        assertThat(Dense.norm(Dense.minus(kept.b(), b))).isLessThan(1e-9);
    }

    @AdaptTest
    void subspaces_wideWeight_losesWhatTheWeightNeverGives(BaseModel base) {
        DMatrixRMaj weight = Dense.of(base.weight("encoder.layer.0.intermediate.dense")); // [64, 32]
        DMatrixRMaj a = new DMatrixRMaj(1, 32);
        a.data[3] = 1;
        DMatrixRMaj b = new DMatrixRMaj(1, 64);
        b.data[7] = 1;

        LowRankDeltas.Delta kept = DeltaProjection.subspaces(new LowRankDeltas.Delta(a, b), weight, weight);

        // the projection onto the columns of W by the normal equations: W (W'W)^-1 W'
        DMatrixRMaj inverse = Dense.transposedTimes(weight, weight);
        CommonOps_DDRM.invert(inverse);
        DMatrixRMaj projector = Dense.timesTransposed(Dense.times(weight, inverse), weight);
        assertThat(Dense.norm(Dense.minus(kept.b(), Dense.times(b, projector)))).isLessThan(1e-9);
        assertThat(Dense.norm(Dense.minus(kept.a(), a))).isLessThan(1e-9);
    }
}
