package io.adapt4j.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.audit.AuditEntry;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.error.RegistryException;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.testing.registry.ForwardingStore;
import io.adapt4j.testing.registry.HeapStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AliasWatchTest extends WatchFixture {
    private final HeapStore store = new HeapStore();
    private final Registry registry = new Registry(store);
    private final CuttableStore cuttable = new CuttableStore(store);
    private final Registry reached = new Registry(cuttable);

    @Test
    void start_aliasPointsAtAVersion_isDeployed() throws Exception {
        VersionId version = register(registry, 1);
        promote(registry, version);
        AdapterHost host = host();
        AliasWatch watch = follow(host, registry);

        assertThat(watch.awaitServing(Duration.ofMinutes(1))).isTrue();
        assertThat(live(host)).contains(adapter(1).hash());
        Await.until(watch::status, () -> watch.status().lastContact().isPresent());
        assertThat(watch.status().current()).isTrue();
        assertThat(followed(watch))
                .isEqualTo(new Followed(
                        NAME,
                        NAME,
                        "champion",
                        1,
                        Optional.of(version),
                        Optional.of(version),
                        Optional.empty(),
                        false));
    }

    @Test
    void awaitServing_nothingToServe_saysSo() throws Exception {
        assertThat(follow(host(), registry).awaitServing(Duration.ofMillis(20))).isFalse();
    }

    @Test
    void move_promotedAndRolledBack_everyHostFollows() {
        VersionId first = register(registry, 1);
        AdapterHost here = host();
        AdapterHost there = host();
        AliasWatch watchHere = follow(here, registry);
        AliasWatch watchThere = follow(there, registry);
        promote(registry, first);
        awaitLive(here, watchHere, 1);
        awaitLive(there, watchThere, 1);
        promote(registry, register(registry, 2));
        awaitLive(here, watchHere, 2);
        awaitLive(there, watchThere, 2);
        promote(registry, first);
        awaitLive(here, watchHere, 1);
        awaitLive(there, watchThere, 1);

        assertThat(here.deployments().get(0).version()).isEqualTo(3);
    }

    @Test
    void withAudit_eachDeployment_isOnRecordWithItsVersion(@TempDir Path folder) {
        AuditLog log = new AuditLog(new FileAuditStore(folder), Clock.systemUTC());
        VersionId first = register(registry, 1);
        VersionId second = register(registry, 2);
        AdapterHost host = host();
        AliasWatch watch = opened(setup(host, registry).withAudit(log, "host-1").start());
        promote(registry, first);
        awaitLive(host, watch, 1);
        promote(registry, second);
        awaitLive(host, watch, 2);
        Await.until(watch::status, () -> log.head().size() == 2);

        List<AuditEntry> entries = new ArrayList<>();
        log.forEach(entries::add);
        assertThat(entries)
                .extracting(entry -> entry.event().details().get("version"))
                .containsExactly(first.toString(), second.toString());
        assertThat(entries.get(0).event().actor()).isEqualTo("host-1");
        assertThat(entries.get(0).event().action()).isEqualTo(AuditAction.DEPLOY);
        assertThat(entries.get(0).event().reason()).isEqualTo("the alias champion of triage points at it");
    }

    @Test
    void withAudit_logCannotBeWritten_theVersionServesAllTheSame(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("log");
        AuditLog audit = new AuditLog(new FileAuditStore(log), Clock.systemUTC());
        Files.move(log, folder.resolve("away"));
        Files.writeString(log, "no folder");
        promote(registry, register(registry, 1));
        AdapterHost host = host();
        AliasWatch watch =
                opened(setup(host, registry).withAudit(audit, "host-1").start());
        awaitLive(host, watch, 1);

        Await.until(watch::status, () -> watch.status().current());
        assertThat(followed(watch).failure()).isEmpty();
    }

    @Test
    void remove_aliasPointsAtNothing_leavesWhatServes() {
        promote(registry, register(registry, 1));
        AdapterHost host = host();
        AliasWatch watch = follow(host, registry);
        awaitLive(host, watch, 1);
        withdraw(registry);
        Await.until(watch::status, () -> followed(watch).revision() == 2);

        assertThat(live(host)).contains(adapter(1).hash());
        assertThat(followed(watch).wanted()).isEmpty();
        assertThat(watch.status().current()).isTrue();
    }

    @Test
    void move_toADamagedVersion_leavesTheOldUntilItIsRepaired() {
        promote(registry, register(registry, 1));
        AdapterHost host = host();
        AliasWatch watch = follow(host, registry);
        awaitLive(host, watch, 1);
        VersionId second = register(registry, 2);
        ContentHash weights = registry.version(second)
                .files()
                .get("adapter_model.safetensors")
                .hash();
        store.deleteObject(weights);
        promote(registry, second);
        Await.until(watch::status, () -> followed(watch).failure().isPresent());

        assertThat(live(host)).contains(adapter(1).hash());
        assertThat(followed(watch).wanted()).contains(second);
        assertThat(followed(watch).failure().orElseThrow().error())
                .startsWith("DamagedRegistryException: ")
                .contains("adapter_model.safetensors");
        assertThat(watch.status().current()).isFalse();
        register(registry, 2);
        awaitLive(host, watch, 2);
        Await.until(watch::status, () -> watch.status().current());
    }

    @Test
    void move_toAVersionThatACheckRefuses_leavesTheOldUntilTheAliasMoves() {
        VersionId refused = register(registry, 2);
        Registry checked = registry.withCheck((version, files, attachments) -> {
            if (version.id().equals(refused)) {
                throw new RegistryException("not signed");
            }
        });
        promote(registry, register(registry, 1));
        AdapterHost host = host();
        AliasWatch watch = follow(host, checked);
        awaitLive(host, watch, 1);
        promote(registry, refused);
        Await.until(watch::status, () -> followed(watch).failure().isPresent());

        assertThat(followed(watch).failure().orElseThrow().error()).contains("not signed");
        assertThat(live(host)).contains(adapter(1).hash());
        promote(registry, register(registry, 3));
        awaitLive(host, watch, 3);
    }

    @Test
    void move_toAVersionOfAnotherBase_leavesTheOld() {
        promote(registry, register(registry, 1));
        AdapterHost host = host();
        AliasWatch watch = follow(host, registry);
        awaitLive(host, watch, 1);
        Adapter foreign = adapter(2).boundTo(ContentHash.of(new byte[] {1}));
        promote(registry, register(registry, foreign));
        Await.until(watch::status, () -> followed(watch).failure().isPresent());

        assertThat(followed(watch).failure().orElseThrow().error()).startsWith("IncompatibleAdapterException");
        assertThat(live(host)).contains(adapter(1).hash());
        assertThat(followed(watch).serving()).isNotEqualTo(followed(watch).wanted());
    }

    @Test
    void registryCutOff_hostGoesOnServingAndCatchesUp() {
        promote(registry, register(registry, 1));
        AdapterHost host = host();
        AliasWatch watch = follow(host, reached);
        awaitLive(host, watch, 1);
        cuttable.cut = true;
        Await.until(watch::status, () -> watch.status().registry().isPresent());
        promote(registry, register(registry, 2));

        assertThat(live(host)).contains(adapter(1).hash());
        assertThat(watch.status().registry().orElseThrow().error()).contains("cut off");
        assertThat(watch.status().current()).isFalse();
        cuttable.cut = false;
        awaitLive(host, watch, 2);
        Await.until(watch::status, () -> watch.status().current());
    }

    @Test
    void registry_thatFailsWithAnError_isTriedUntilItAnswers() {
        AtomicBoolean failing = new AtomicBoolean();
        Registry broken = new Registry(new ForwardingStore(store) {
            @Override
            protected void beforeRead() {
                if (failing.get()) {
                    throw new NoClassDefFoundError("a driver");
                }
            }
        });
        promote(registry, register(registry, 1));
        AdapterHost host = host();
        AliasWatch watch = follow(host, broken);
        awaitLive(host, watch, 1);
        failing.set(true);
        Await.until(watch::status, () -> followed(watch).failure().isPresent());
        promote(registry, register(registry, 2));
        failing.set(false);

        awaitLive(host, watch, 2);
    }

    @Test
    void start_registryCutOff_servesTheLastGoodAndCatchesUp() {
        Registry local = new Registry(new HeapStore());
        promote(registry, register(registry, 1));
        AdapterHost before = host();
        try (AliasWatch watch = setup(before, reached).withLastGood(local).start()) {
            awaitLive(before, watch, 1);
            Await.until(watch::status, () -> followed(watch).kept());
        }
        cuttable.cut = true;
        promote(registry, register(registry, 2));
        AdapterHost restarted = host();
        AliasWatch watch = opened(setup(restarted, reached).withLastGood(local).start());
        awaitLive(restarted, watch, 1);

        assertThat(watch.status().lastContact()).isEmpty();
        cuttable.cut = false;
        awaitLive(restarted, watch, 2);
        Await.until(
                watch::status, () -> watch.status().current() && followed(watch).kept());
    }

    @Test
    void start_versionCannotBeDeployed_servesTheLastGoodAndSaysSo() {
        Registry local = new Registry(new HeapStore());
        promote(local, register(local, 1));
        promote(registry, register(registry, adapter(2).boundTo(ContentHash.of(new byte[] {1}))));
        AdapterHost host = host();
        AliasWatch watch = opened(setup(host, registry).withLastGood(local).start());
        awaitLive(host, watch, 1);
        Await.until(watch::status, () -> followed(watch).failure().isPresent());

        assertThat(followed(watch).current()).isFalse();
    }

    private static boolean keeps(Followed followed, VersionId version) {
        return followed.kept() && followed.serving().equals(Optional.of(version));
    }

    @Test
    void withLastGood_manyPromotions_keepsTwoVersions() {
        Registry local = new Registry(new HeapStore());
        AdapterHost host = host();
        AliasWatch watch = opened(setup(host, registry).withLastGood(local).start());
        for (int seed = 1; seed <= 5; seed++) {
            VersionId version = register(registry, seed);
            promote(registry, version);
            awaitLive(host, watch, seed);
            Await.until(watch::status, () -> keeps(followed(watch), version));
        }

        assertThat(local.versions(NAME).readable()).hasSize(2);
        assertThat(local.load(local.alias(NAME, "champion").required())).isEqualTo(adapter(5));
    }

    @Test
    void withLastGood_localRegistryFails_isDeployedAllTheSame() {
        CuttableStore full = new CuttableStore(new HeapStore());
        full.cut = true;
        promote(registry, register(registry, 1));
        AdapterHost host = host();
        AliasWatch watch =
                opened(setup(host, registry).withLastGood(new Registry(full)).start());
        awaitLive(host, watch, 1);

        assertThat(followed(watch).kept()).isFalse();
        full.cut = false;
        Await.until(watch::status, () -> followed(watch).kept());
    }

    @Test
    void close_twice_endsTheThreadAndFollowsNoMore() {
        promote(registry, register(registry, 1));
        AdapterHost host = host();
        AliasWatch watch = follow(host, registry);
        awaitLive(host, watch, 1);
        watch.close();
        watch.close();
        promote(registry, register(registry, 2));

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("adapt4j-alias-watch");
        assertThat(live(host)).contains(adapter(1).hash());
        assertThat(followed(watch).revision()).isEqualTo(1);
    }

    @Test
    void setup_impossible_isRefusedAtOnce() {
        WatchSetup setup = setup(host(), registry);

        assertThatThrownBy(() -> setup.deployment("other", "No Name", "champion"))
                .isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> setup.deployment(NAME, NAME, "challenger"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(NAME);
        assertThatThrownBy(() -> setup.withInterval(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
