package io.adapt4j.train.migrate.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.error.TrustException;
import io.adapt4j.format.PeftFormat;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.testing.registry.HeapStore;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.loop.release.ReleaseRequest;
import io.adapt4j.train.loop.release.ReleaseStatus;
import io.adapt4j.train.migrate.Bases;
import io.adapt4j.train.migrate.Inbox;
import io.adapt4j.train.migrate.Migrator;
import io.adapt4j.train.migrate.fleet.FleetEntry.Status;
import io.adapt4j.train.migrate.strategy.Projected;
import io.adapt4j.train.testing.TinyBase;
import io.adapt4j.trust.AdapterSignatures;
import io.adapt4j.trust.Signer;
import io.adapt4j.trust.TrustPolicy;
import io.adapt4j.trust.TrustRule;
import io.adapt4j.trust.TrustedSigner;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetMigrationTest {
    private static final int FLEET = Integer.getInteger("adapt4j.fleet", 24);
    private static final List<String> TEXTS = Inbox.texts(100, 5);
    private static final Signer SIGNER = signer();
    private static final BaseModel OLD = TinyBase.open(1);
    private static final BaseModel NEW = Bases.successor(0.02, 3);

    private final Registry registry = new Registry(new HeapStore());
    private final AtomicInteger tried = new AtomicInteger();

    @TempDir
    private Path folder;

    private static Signer signer() {
        try {
            KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return Signer.key(keys.getPrivate(), keys.getPublic());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    static void close() {
        OLD.close();
        NEW.close();
    }

    private Migrator migrator(AdapterVersion version) {
        tried.incrementAndGet();
        return Fleets.migrator(OLD, NEW, TEXTS, version, "");
    }

    private FleetMigration fleet() {
        return FleetMigration.of(registry, OLD.hash(), NEW.hash(), this::migrator);
    }

    private Alias champion(int number) {
        return registry.alias(Fleets.name(number), "champion");
    }

    private static FleetEntry entry(FleetReport report, String name) {
        return report.entries().stream()
                .filter(entry -> entry.adapter().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void run_successor_migratesEachOnceAndMovesItsAlias() {
        Fleets.fill(registry, Inbox.COSINE, FLEET);
        AuditLog audit = new AuditLog(new FileAuditStore(folder.resolve("audit")), Clock.systemUTC());
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        FleetMigration fleet = fleet().workers(2)
                .promote()
                .registration((adapter, plain) -> plain.withAttachment(
                        "model.sig",
                        AdapterSignatures.sign(plain.parents().get(0).adapter(), PeftFormat.files(adapter), SIGNER)))
                .audit(audit)
                .listener((entry, ended, of) -> told.add(entry.status() + " " + ended + "/" + of));

        FleetReport report = fleet.run();

        assertThat(report.count(Status.MIGRATED)).isEqualTo(FLEET);
        assertThat(report.isComplete()).isTrue();
        assertThat(told).hasSize(3 * FLEET).contains("MIGRATED " + FLEET + "/" + FLEET);
        TrustPolicy policy = TrustPolicy.none()
                .withSigner("fleet", TrustedSigner.key(SIGNER.publicKey()))
                .withRule(new TrustRule(List.of("*"), new TreeSet<>(Set.of("fleet")), 1, false));
        Registry trusting = registry.withCheck(
                (version, files, attachments) -> policy.verify(version.id().adapter(), files, attachments));
        for (int i = 0; i < FLEET; i++) {
            Alias alias = champion(i);
            FleetEntry entry = report.entries().get(i);
            assertThat(entry.candidate()).isEqualTo(alias.version());
            assertThat(entry.strategy()).contains("direct");
            AdapterVersion version = registry.version(alias.required());
            assertThat(version.lineage().parents())
                    .containsExactly(entry.source().orElseThrow());
            assertThat(version.files()).containsKeys("verdict.json", "migration.json");
            Adapter migrated = trusting.load(alias.required());
            assertThat(migrated.manifest().fits(NEW)).isTrue();
            assertThat(migrated.deltas())
                    .isEqualTo(Fleets.variant(Inbox.COSINE, i).deltas());
            VersionId unsigned = entry.source().orElseThrow();
            assertThatThrownBy(() -> trusting.load(unsigned)).isInstanceOf(TrustException.class);
        }
        List<String> actions = new ArrayList<>();
        audit.forEach(logged -> actions.add(logged.event().action().label()));
        assertThat(Collections.frequency(actions, "register")).isEqualTo(FLEET);
        assertThat(Collections.frequency(actions, "promote")).isEqualTo(FLEET);

        FleetReport again = fleet.run();

        assertThat(tried).hasValue(FLEET);
        assertThat(again.run()).isEqualTo(2);
        assertThat(again.entries()).isEqualTo(report.entries());
        assertThat(again.toJson().getAsJsonObject("counts").get("migrated").getAsInt())
                .isEqualTo(FLEET);
    }

    @Test
    void run_randomBase_refusesAllWithReportsAndLeavesTheAliases() {
        Fleets.fill(registry, Inbox.COSINE, 3);
        try (BaseModel random = Bases.random(100)) {
            FleetMigration fleet = FleetMigration.of(registry, OLD.hash(), random.hash(), version -> {
                        tried.incrementAndGet();
                        return Migrator.between(OLD, random, TinyBase.tokenizer())
                                .texts(TEXTS)
                                .strategies(new Projected());
                    })
                    .promote();

            FleetReport report = fleet.run();

            assertThat(report.count(Status.REFUSED)).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                FleetEntry entry = report.entries().get(i);
                assertThat(entry.reason()).startsWith("no candidate passed the gate: projected failed. ");
                assertThat(champion(i).version()).isEqualTo(entry.source());
                assertThat(registry.versions(entry.adapter()).readable()).hasSize(1);
                assertThat(registry.attachments(entry.source().orElseThrow())).hasSize(1);
            }
            assertThat(fleet.run().entries()).isEqualTo(report.entries());
            assertThat(tried).hasValue(3);
        }
    }

    @Test
    void run_budgetOfTimeUsedUp_leavesTheRestUntouchedForTheNextRun() {
        Fleets.fill(registry, Inbox.COSINE, 5);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Function<AdapterVersion, Migrator> slow = version -> {
            now.set(now.get().plusSeconds(60));
            return migrator(version);
        };
        FleetMigration fleet = FleetMigration.of(registry, OLD.hash(), NEW.hash(), slow)
                .budget(FleetBudget.unlimited().withTime(Duration.ofMinutes(3)))
                .clock(now::get)
                .promote();

        FleetReport report = fleet.run();

        assertThat(report.count(Status.MIGRATED)).isEqualTo(2);
        assertThat(report.count(Status.UNTOUCHED)).isEqualTo(3);
        assertThat(report.spent().time()).isEqualTo(Duration.ofMinutes(3));
        assertThat(entry(report, Fleets.name(2)).reason())
                .isEqualTo("before it was tried to its end, the budget of time, PT3M, is used up");
        assertThat(entry(report, Fleets.name(4)).reason()).isEqualTo("the budget of time, PT3M, is used up");
        assertThat(champion(4).revision()).isEqualTo(1);
        assertThat(tried).hasValue(3);
        assertThat(fleet.run().count(Status.MIGRATED)).isEqualTo(4);
        assertThat(fleet.run().count(Status.MIGRATED)).isEqualTo(5);
        assertThat(tried).hasValue(3 + 3 + 1);
    }

    @Test
    void run_budgetOfProcessorTimeUsedUp_beginsNothing() {
        Fleets.fill(registry, Inbox.COSINE, 3);

        FleetReport report = fleet().budget(FleetBudget.unlimited().withCpuTime(Duration.ZERO))
                .run();

        assertThat(report.entries())
                .extracting(FleetEntry::status)
                .containsExactly(Status.UNTOUCHED, Status.UNTOUCHED, Status.UNTOUCHED);
        assertThat(report.entries().get(0).reason()).contains("processor time");
        assertThat(tried).hasValue(0);
    }

    @Test
    void run_aliasMovedMeanwhile_isUntouchedUntilTheNextRunMovesWhatServesNow() {
        Fleets.fill(registry, Inbox.COSINE, 1);
        AtomicReference<VersionId> retrained = new AtomicReference<>();
        FleetMigration fleet = FleetMigration.of(registry, OLD.hash(), NEW.hash(), version -> {
                    if (tried.get() == 0) {
                        retrained.set(Fleets.champion(registry, Fleets.name(0), Inbox.ADAPTER));
                    }
                    return migrator(version);
                })
                .promote();

        FleetEntry untouched = fleet.run().entries().get(0);

        assertThat(untouched.status()).isEqualTo(Status.UNTOUCHED);
        assertThat(untouched.reason()).endsWith("was moved meanwhile, from revision 1 to 2");
        assertThat(champion(0).version()).contains(retrained.get());
        assertThat(registry.versions(Fleets.name(0)).readable()).hasSize(2);

        FleetEntry migrated = fleet.run().entries().get(0);

        assertThat(migrated.status()).isEqualTo(Status.MIGRATED);
        assertThat(migrated.source()).contains(retrained.get());
        assertThat(registry.load(champion(0).required()).deltas()).isEqualTo(Inbox.ADAPTER.deltas());
    }

    @Test
    void run_adaptersThatDoNotFit_areUntouchedWithTheReason() {
        Adapter mute = new Adapter(
                Inbox.COSINE.method(),
                Inbox.COSINE.deltas(),
                Inbox.COSINE.head(),
                Optional.empty(),
                Inbox.COSINE.manifest());
        Fleets.champion(registry, "mute", mute);
        Fleets.champion(registry, "gone", Inbox.COSINE);
        registry.remove(registry.alias("gone", "champion"), Fleets.change("not wanted"));
        Fleets.champion(registry, "elsewhere", Inbox.COSINE);
        Fleets.champion(registry, "elsewhere", Inbox.COSINE.boundTo(ContentHash.of(new byte[] {9})));

        FleetReport report = fleet().promote().run();

        assertThat(report.count(Status.UNTOUCHED)).isEqualTo(3);
        assertThat(entry(report, "mute").reason())
                .startsWith("it could not be tried: ")
                .contains("has no tokenizer");
        assertThat(entry(report, "gone").reason()).isEqualTo("the alias gone/champion points at no version");
        assertThat(entry(report, "elsewhere").reason()).contains("points at a version for the base sha256:");
        assertThat(report.isComplete()).isTrue();
    }

    @Test
    void run_oneThatCannotBePreparedOrReleased_leavesTheOthersAlone() {
        Fleets.fill(registry, Inbox.COSINE, 3);
        FleetMigration fleet = fleet().registration((adapter, plain) -> {
                    if (plain.tags().get(Making.MIGRATED_FROM).startsWith(Fleets.name(0))) {
                        throw new IllegalStateException("the key is gone");
                    }
                    return plain;
                })
                .release(adapter -> {
                    if (adapter.equals(Fleets.name(1))) {
                        throw new IllegalStateException("no such service");
                    }
                    return Release.direct();
                });

        FleetReport report = fleet.run();

        assertThat(report.isComplete()).isTrue();
        assertThat(report.entries())
                .extracting(FleetEntry::status)
                .containsExactly(Status.UNTOUCHED, Status.MIGRATED, Status.MIGRATED);
        assertThat(report.entries().get(0).reason()).contains("registration", "the key is gone");
        assertThat(report.entries().get(1).reason()).contains("not released", "no such service");
        assertThat(champion(1).revision()).isEqualTo(1);
        assertThat(champion(2).version()).isEqualTo(report.entries().get(2).candidate());
        assertThat(fleet().promote().run().entries())
                .extracting(FleetEntry::reason)
                .noneMatch(reason -> reason.contains("not released"));
        assertThat(champion(1).revision()).isEqualTo(2);
    }

    @Test
    void run_plansOfOtherBasesAndAliases_keepTheirOwnRecords() {
        Fleets.fill(registry, Inbox.COSINE, 2);
        FleetReport report = fleet().promote().run();
        try (BaseModel next = Bases.successor(0.03, 4)) {
            FleetMigration further = FleetMigration.of(
                            registry,
                            NEW.hash(),
                            next.hash(),
                            version -> Fleets.migrator(NEW, next, TEXTS, version, ""))
                    .promote();
            FleetReport second = further.run();
            assertThat(second.count(Status.MIGRATED)).isEqualTo(2);

            assertThat(fleet().promote().run().entries()).isEqualTo(report.entries());
            assertThat(fleet().alias("other").run().count(Status.UNTOUCHED)).isEqualTo(2);
            assertThat(further.run().entries()).isEqualTo(second.entries());
            assertThat(fleet().report().entries()).isEqualTo(report.entries());
        }
    }

    @Test
    void run_diedBeforeItsRelease_releasesWithoutMigratingAgain() {
        Fleets.fill(registry, Inbox.COSINE, 2);
        FleetMigration dying = fleet().release(adapter -> {
            throw new OutOfMemoryError("as if the process had died");
        });
        assertThat(dying.report().isComplete()).isFalse();
        assertThatThrownBy(dying::run).isInstanceOf(OutOfMemoryError.class);
        assertThat(dying.report().entries()).extracting(FleetEntry::status).containsExactly(Status.REGISTERED);
        assertThat(dying.report().isComplete()).isFalse();

        FleetReport report = fleet().promote().run();

        assertThat(report.run()).isEqualTo(1);
        assertThat(report.count(Status.MIGRATED)).isEqualTo(2);
        assertThat(champion(0).version())
                .isEqualTo(entry(report, Fleets.name(0)).candidate());
        assertThat(tried).hasValue(2);
    }

    @Test
    void run_diedBeforeTheStateWasWritten_findsWhatWasRegistered() {
        Fleets.fill(registry, Inbox.COSINE, 1);
        FleetReport whole = fleet().run();
        VersionId candidate = whole.entries().get(0).candidate().orElseThrow();
        // what was there between the registration and the state after it
        JsonObject running = FleetCodec.write(
                whole.plan(), FleetEntry.running(whole.entries().get(0).source().orElseThrow(), 1, 1));
        registry.put(registry.state(whole.plan().kind(), Fleets.name(0)), running);

        FleetReport report = fleet().run();

        assertThat(report.entries().get(0).candidate()).contains(candidate);
        assertThat(report.entries().get(0).status()).isEqualTo(Status.MIGRATED);
        assertThat(report.entries().get(0).strategy()).contains("direct");
        assertThat(tried).hasValue(1);
    }

    @Test
    void run_rollouts_areFollowedByLaterRuns() {
        Fleets.fill(registry, Inbox.COSINE, 2);
        AtomicInteger days = new AtomicInteger();
        Release release = new Release() {
            @Override
            public ReleaseStatus advance(ReleaseRequest request) {
                if (days.get() == 0) {
                    return ReleaseStatus.running("a canary");
                }
                return request.challenger().adapter().equals(Fleets.name(0))
                        ? Release.direct().advance(request)
                        : ReleaseStatus.stopped("worse in the canary");
            }

            @Override
            public ReleaseStatus abort(ReleaseRequest request, String reason) {
                return ReleaseStatus.stopped(reason);
            }
        };
        FleetMigration fleet = fleet().release(adapter -> release);

        assertThat(fleet.run().entries())
                .allMatch(entry ->
                        entry.status() == Status.MIGRATED && entry.reason().equals("a canary"));
        assertThat(champion(0).revision()).isEqualTo(1);
        days.incrementAndGet();
        FleetReport report = fleet.run();

        assertThat(report.entries()).extracting(FleetEntry::status).containsExactly(Status.MIGRATED, Status.REFUSED);
        assertThat(report.entries().get(1).reason()).isEqualTo("worse in the canary");
        assertThat(champion(0).version()).isEqualTo(report.entries().get(0).candidate());
        assertThat(champion(1).version()).isEqualTo(report.entries().get(1).source());
        assertThat(tried).hasValue(2);
    }

    @Test
    void run_damagedState_saysWhich() {
        Fleets.fill(registry, Inbox.COSINE, 1);
        FleetMigration fleet = fleet();
        FleetPlan plan = new FleetPlan(OLD.hash(), NEW.hash(), "champion");
        JsonObject json = plan.toJson();
        json.addProperty("entry", "none");
        registry.put(registry.state(plan.kind(), Fleets.name(0)), json);

        assertThatThrownBy(fleet::run)
                .isInstanceOf(DamagedRegistryException.class)
                .hasMessageContaining(plan.kind() + "/" + Fleets.name(0));
    }

    @Test
    void of_oneBase_isRefused() {
        FleetMigration fleet = FleetMigration.of(registry, OLD.hash(), OLD.hash(), this::migrator);

        assertThatThrownBy(fleet::run)
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("cannot be its own successor");
        assertThatThrownBy(() -> fleet().workers(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FleetBudget.unlimited().withTime(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
