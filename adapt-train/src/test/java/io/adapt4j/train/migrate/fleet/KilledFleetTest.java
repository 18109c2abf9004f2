package io.adapt4j.train.migrate.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.registry.file.FileRegistry;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.testing.registry.HeapStore;
import io.adapt4j.train.migrate.Bases;
import io.adapt4j.train.migrate.Inbox;
import io.adapt4j.train.migrate.MigrationBudget;
import io.adapt4j.train.migrate.fleet.FleetEntry.Status;
import io.adapt4j.train.migrate.strategy.Direct;
import io.adapt4j.train.migrate.strategy.Projected;
import io.adapt4j.train.testing.TinyBase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed (SIGKILL) at random points of a fleet migration: after the last start every adapter is migrated, refused or untouched as in
 * a run that was not killed, to the same version, and no alias was moved twice. The property {@code adapt4j.kills} says how many times.
 */
class KilledFleetTest {
    private static final int KILLS = Integer.getInteger("adapt4j.kills", 1);
    private static final int FLEET = Integer.getInteger("adapt4j.fleet", 8);
    private static final int MOST_DELAY_NANOS = 60_000_000;
    /** Time for all starts together, and for each adapter no more passes than what is tried first takes. */
    private static final FleetBudget BUDGET = FleetBudget.unlimited()
            .withTime(Duration.ofHours(1))
            .withAdapter(MigrationBudget.unlimited().withPasses(10));
    /** Adapters whose names end so are refused. */
    private static final String IMPOSSIBLE = "37";

    private static final List<String> TEXTS = Inbox.texts(60, 5);

    @TempDir
    private Path folder;

    /** Goes on with the fleet of a folder, telling of each step. */
    static final class Program {
        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            List<String> texts = Files.readAllLines(folder.resolve("texts"));
            try (BaseModel from = TinyBase.open(1);
                    BaseModel to = Bases.successor(0.02, 3);
                    Registry registry = FileRegistry.open(folder.resolve("registry"))) {
                fleet(registry, from, to, texts)
                        .audit(new AuditLog(new FileAuditStore(folder.resolve("audit")), Clock.systemUTC()))
                        .listener((entry, ended, of) -> System.out.println("told " + entry.status()))
                        .run();
            }
        }

        static FleetMigration fleet(Registry registry, BaseModel from, BaseModel to, List<String> texts) {
            return FleetMigration.of(registry, from.hash(), to.hash(), version -> Fleets.migrator(
                                    from, to, texts, version, IMPOSSIBLE)
                            .strategies(new Direct(List.of(1.0)), new Projected()))
                    .budget(BUDGET)
                    .workers(2)
                    .promote();
        }
    }

    private Path begin(String name) throws IOException {
        Path target = Files.createDirectories(folder.resolve(name));
        Files.write(target.resolve("texts"), TEXTS);
        try (Registry registry = FileRegistry.open(target.resolve("registry"))) {
            fill(registry);
        }
        return target;
    }

    private static void fill(Registry registry) {
        Fleets.fill(registry, Inbox.COSINE, FLEET);
        Adapter whole = Inbox.COSINE;
        Fleets.champion(
                registry,
                "mute",
                new Adapter(whole.method(), whole.deltas(), whole.head(), Optional.empty(), whole.manifest()));
    }

    /** What a fleet that is not killed comes to. */
    private static Map<String, FleetEntry> withoutKills() {
        try (BaseModel from = TinyBase.open(1);
                BaseModel to = Bases.successor(0.02, 3);
                Registry registry = new Registry(new HeapStore())) {
            fill(registry);
            return byName(Program.fleet(registry, from, to, TEXTS).run());
        }
    }

    private static Map<String, FleetEntry> byName(FleetReport report) {
        Map<String, FleetEntry> entries = new TreeMap<>();
        report.entries().forEach(entry -> entries.put(entry.adapter(), entry));
        return entries;
    }

    @Test
    void run_killedAnywhere_endsAsIfItHadNotBeen() throws Exception {
        Map<String, FleetEntry> expected = withoutKills();
        SplittableRandom random = new SplittableRandom(7);
        Path target = begin("killed-0");
        for (int kill = 1; kill <= KILLS; kill++) {
            kill(target, 1 + random.nextInt(2 * FLEET / 3), random.nextInt(MOST_DELAY_NANOS));
            if (check(target, expected)) {
                target = begin("killed-" + kill);
            }
        }
        ChildJvm.run(folder.resolve("log"), List.of(), Program.class, target.toString());

        assertThat(check(target, expected)).isTrue();
        assertThat(expected.values())
                .filteredOn(entry -> entry.status() == Status.REFUSED)
                .allMatch(entry -> entry.reason().contains("direct failed, projected skipped"));
        new AuditLog(new FileAuditStore(target.resolve("audit")), Clock.systemUTC()).verify();
    }

    /** Lets a process work until it has told so much and a little longer. */
    private static void kill(Path target, int lines, long delay) throws Exception {
        Process process = ChildJvm.builder(List.of("-XX:TieredStopAtLevel=1"), Program.class, target.toString())
                .start();
        try (BufferedReader output = process.inputReader()) {
            int told = 0;
            String line = output.readLine();
            while (line != null && told < lines) {
                assertThat(line).doesNotContain("Exception in");
                told += line.startsWith("told ") ? 1 : 0;
                line = told < lines ? output.readLine() : line;
            }
            LockSupport.parkNanos(delay);
            process.toHandle().destroyForcibly(); // the process itself would close its output too
            process.waitFor();
        }
    }

    /** Looks whether what has ended has ended as it should, and says whether everything has. */
    private static boolean check(Path target, Map<String, FleetEntry> expected) {
        try (BaseModel from = TinyBase.open(1);
                BaseModel to = Bases.successor(0.02, 3);
                Registry registry = FileRegistry.open(target.resolve("registry"))) {
            FleetReport report = Program.fleet(registry, from, to, List.of()).report();
            assertThat(report.spent().time()).isBetween(Duration.ZERO, Duration.ofHours(1));
            for (FleetEntry entry : report.entries()) {
                FleetEntry whole = expected.get(entry.adapter());
                Alias alias = registry.alias(entry.adapter(), "champion");
                VersionId serving = alias.required();
                boolean moved = alias.revision() == 2;
                assertThat(alias.revision()).isBetween(1L, 2L);
                assertThat(serving).isEqualTo((moved ? whole.candidate() : whole.source()).orElseThrow());
                assertThat(registry.versions(entry.adapter()).readable().size())
                        .isLessThanOrEqualTo(whole.candidate().isPresent() ? 2 : 1);
                if (entry.status().isEnd()) {
                    assertThat(entry).isEqualTo(whole);
                    assertThat(moved).isEqualTo(entry.status() == Status.MIGRATED);
                    registry.load(serving);
                }
            }
            return report.isComplete();
        }
    }
}
