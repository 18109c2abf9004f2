package io.adapt4j.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.VersionId;
import io.adapt4j.registry.bases.BaseDescription;
import io.adapt4j.registry.bases.BaseFeed;
import io.adapt4j.registry.bases.BaseRegistry;
import io.adapt4j.registry.bases.BaseUpdate;
import io.adapt4j.runtime.watch.BaseWatch;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.loop.retrain.Migration;
import io.adapt4j.train.loop.retrain.MigratorMigration;
import io.adapt4j.train.migrate.Bases;
import io.adapt4j.train.migrate.MigrationGate;
import io.adapt4j.train.migrate.strategy.Direct;
import io.adapt4j.train.testing.TinyBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** From the declaration of a successor in the base registry to the champion on the new base. */
class BaseUpdateTest extends LoopFixture {
    private static final List<String> TRAFFIC =
            Post.old().stream().map(Example::text).toList();

    private BaseUpdate declared(BaseModel now) {
        BaseRegistry bases = new BaseRegistry(registry);
        bases.register(BaseDescription.of(base, "tiny", "Apache-2.0"), change("the first base"));
        bases.register(BaseDescription.of(now, "tiny", "Apache-2.0"), change("trained further"));
        return bases.declareSuccessor(base.hash(), now.hash(), "same shape, new weights", change("reviewed"));
    }

    private AdaptationLoop loop(MigratorMigration<Example> migration) {
        return loop(builder(LoopPolicy.defaults()).migration(migration));
    }

    private MigratorMigration<Example> migration(BaseModel now) {
        return Migration.by(base, now, TinyBase.tokenizer(), LabelledText::toExample)
                .withTexts(() -> TRAFFIC);
    }

    @Test
    void declareSuccessor_watched_migratesTheChampion() throws Exception {
        try (BaseModel now = Bases.successor(0.002, 3)) {
            AdaptationLoop loop = loop(migration(now)
                    .withSettings(
                            migrator -> migrator.gate(MigrationGate.defaults().withConfidence(0))));
            declared(now);
            CountDownLatch posted = new CountDownLatch(1);
            loop.settle();
            assertThat(loop.status().history()).isEmpty();
            try (BaseWatch watch = BaseWatch.start(
                    new BaseFeed(new BaseRegistry(registry), "loops"), Duration.ofMillis(10), update -> {
                        BaseUpdateEvents.in(registry).accept(update);
                        posted.countDown();
                    })) {
                assertThat(posted.await(1, TimeUnit.MINUTES)).isTrue();
            }
            loop.settle();

            assertThat(end(loop)).startsWith("PROMOTED");
            VersionId promoted = alias().required();
            Adapter adapter = registry.load(promoted);
            assertThat(adapter.manifest().fits(now)).isTrue();
            assertThat(registry.version(promoted).lineage().parents()).containsExactly(champion);
            assertThat(loop.status().last().orElseThrow().triggers().get(0).reason())
                    .isEqualTo("same shape, new weights");
        }
    }

    @Test
    void declareSuccessor_chainDeclaredBeforeAnythingMoved_isFollowedToItsEnd() {
        try (BaseModel now = Bases.successor(0.002, 3);
                BaseModel next = Bases.successor(0.002, 4)) {
            BaseUpdateEvents told = BaseUpdateEvents.in(registry);
            told.accept(declared(now));
            BaseRegistry bases = new BaseRegistry(registry);
            bases.register(BaseDescription.of(next, "tiny", "Apache-2.0"), change("trained further still"));
            assertThat(told.post(bases.declareSuccessor(now.hash(), next.hash(), "v3", change("reviewed"))))
                    .isEmpty();
            MigrationGate gate = MigrationGate.defaults().withConfidence(0);
            AdaptationLoop loop = loop(migration(now).withSettings(migrator -> migrator.gate(gate)));

            loop.step(); // begins the run
            while (loop.status().current().isPresent()) {
                loop.step();
            }

            assertThat(end(loop)).startsWith("PROMOTED");
            assertThat(loop.status().pending())
                    .containsExactly(new LoopEvent.BaseUpdate(next.hash(), "v3", "base update 2", clock.instant()));
            loop.close();
            AdaptationLoop second = loop(builder(LoopPolicy.defaults())
                    .migration(Migration.by(now, next, TinyBase.tokenizer(), LabelledText::toExample)
                            .withTexts(() -> TRAFFIC)
                            .withSettings(migrator -> migrator.gate(gate))));
            second.settle();
            assertThat(end(second)).startsWith("PROMOTED");
            assertThat(registry.load(alias().required()).manifest().fits(next)).isTrue();
            assertThat(second.status().pending()).isEmpty();
        }
    }

    @Test
    void declareSuccessor_recordOfSuccessorsIsDamaged_isPromotedAllTheSame() {
        try (BaseModel now = Bases.successor(0.002, 3)) {
            MigrationGate gate = MigrationGate.defaults().withConfidence(0);
            AdaptationLoop loop = loop(migration(now).withSettings(migrator -> migrator.gate(gate)));
            BaseUpdateEvents.in(registry).accept(declared(now));
            while (loop.status().current().map(LoopRun::stage).orElse(LoopRun.Stage.TRIGGERED)
                    != LoopRun.Stage.RELEASING) {
                loop.step();
            }
            JsonObject damaged = new JsonObject();
            damaged.addProperty("updates", "none");
            registry.put(registry.state("base-updates", "all"), damaged);

            loop.settle();

            assertThat(end(loop)).startsWith("PROMOTED");
            assertThat(registry.load(alias().required()).manifest().fits(now)).isTrue();
        }
    }

    @Test
    void post_adaptersOfTheOldBaseAlone_areTold() {
        ContentHash other = ContentHash.of(new byte[] {3});
        VersionId foreign = registry.register("foreign", first.boundTo(other), Registration.of(change("elsewhere")))
                .id();
        registry.move(registry.alias("foreign", "champion"), foreign, change("the first"));
        registry.register("unused", first, Registration.of(change("no champion")));
        try (BaseModel now = Bases.successor(0.002, 3)) {
            BaseUpdate update = declared(now);

            assertThat(BaseUpdateEvents.in(registry).post(update)).containsExactly(NAME);
            BaseUpdateEvents.in(registry).accept(update); // as after a crash

            assertThat(new LoopRecord(registry, NAME).read().pending())
                    .containsExactly(new LoopEvent.BaseUpdate(
                            now.hash(), "same shape, new weights", "base update 1", clock.instant()));
            assertThat(new LoopRecord(registry, "foreign").read().pending()).isEmpty();
            assertThat(BaseUpdateEvents.in(registry).withAlias("other").post(update))
                    .isEmpty();
        }
    }

    @Test
    void declareSuccessor_withoutMigration_trainsAnewOnAllThereIs() {
        try (BaseModel now = Bases.successor(0.002, 3)) {
            AdaptationLoop loop = loop(training(LoopPolicy.defaults())
                    .retraining(Post.retraining(now))
                    .judge(Judge.by(Gate.of(Threshold.of("accuracy", 0.9)), now, LabelledText::toExample)
                            .withFixed(ExampleSource.of(Post.old()))));
            BaseUpdateEvents.in(registry).accept(declared(now));

            loop.settle();

            assertThat(end(loop)).startsWith("PROMOTED");
            Adapter adapter = registry.load(alias().required());
            assertThat(adapter.manifest().fits(now)).isTrue();
            assertThat(adapter.manifest().training().has("start")).isFalse();
        }
    }

    @Test
    void migrate_refusedOrForAnotherBase_endsTheRunWithTheReason() {
        try (BaseModel now = Bases.successor(0.002, 3)) {
            AdaptationLoop loop = loop(migration(now)
                    .withOriginal(ExampleSource.of(Post.old()))
                    .withSettings(migrator -> migrator.strategies(new Direct())
                            .gate(MigrationGate.defaults().with(Threshold.of("accuracy", 1.5)))));
            BaseUpdateEvents.in(registry).accept(declared(now));
            loop.settle();
            assertThat(end(loop))
                    .startsWith("STOPPED: ")
                    .contains("cannot be migrated")
                    .contains("Refused.");

            ContentHash other = ContentHash.of(new byte[] {3});
            loop.events().post(new LoopEvent.BaseUpdate(other, "v3", "ann", clock.instant()));
            loop.settle();
            assertThat(end(loop))
                    .startsWith("STOPPED: ")
                    .contains(other.toString(), now.hash().toString());
            assertThat(alias().required()).isEqualTo(champion);
        }
    }
}
