package io.adapt4j.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.Retention;
import io.adapt4j.registry.State;
import io.adapt4j.registry.StoreWriter;
import io.adapt4j.registry.StoredFile;
import io.adapt4j.registry.VersionId;
import io.adapt4j.registry.Versions;
import io.adapt4j.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that is killed (SIGKILL) at random points while it registers, moves an alias and a state, or collects garbage: nothing is
 * torn, nothing that it was told of is lost, and the next one goes on. The property {@code adapt4j.kills} says how many times for each.
 */
public abstract class KilledRegistryKit extends RegistryFixture {
    private static final int KILLS = Integer.getInteger("adapt4j.kills", 1);
    private static final int MOST_LINES = 5;
    private static final int MOST_DELAY_NANOS = 15_000_000;
    private static final Retention STRICT = new Retention(1, 0, Instant.parse("2100-01-01T00:00:00Z"));
    private static final Retention ALL = new Retention(1, 0, Instant.EPOCH);

    private final SharedStoreUnderTest shared;
    private final Map<VersionId, Long> registered = new HashMap<>();
    private Alias moved = champion();
    private long state;

    protected KilledRegistryKit(SharedStoreUnderTest under) {
        super(under);
        this.shared = under;
    }

    /** What is going on when the process is killed. */
    enum Work {
        REGISTER {
            @Override
            void once(Registry registry, long seed) {
                AdapterVersion version = registry.register(NAME, adapter(seed), registration(seed));
                System.out.println("registered " + seed + " " + version.id());
            }
        },
        MOVE {
            @Override
            void once(Registry registry, long seed) {
                List<AdapterVersion> versions = registry.versions(NAME).readable();
                promote(registry, versions.get((int) (seed % versions.size())).id());
                State next = registry.put(registry.state("loop", NAME), json("step", (int) seed));
                System.out.println("state " + next.revision());
            }
        },
        COLLECT {
            @Override
            void once(Registry registry, long seed) {
                registry.register(NAME, adapter(2 * seed), registration(2 * seed));
                AdapterVersion version = registry.register(NAME, adapter(2 * seed + 1), registration(2 * seed + 1));
                promote(registry, version.id());
                registry.collect(STRICT);
                System.out.println("collected");
            }
        };

        abstract void once(Registry registry, long seed);

        private static Registration registration(long seed) {
            return Registration.by("a process", "until it is killed")
                    .withTag("seed", Long.toString(seed))
                    .withAttachment("seed", bytes(Long.toString(seed)));
        }

        private static void promote(Registry registry, VersionId version) {
            Alias next = registry.move(registry.alias(NAME, "champion"), version, at(1));
            System.out.println("moved " + next.revision() + " " + version);
        }
    }

    /** Does one thing again and again, and tells of each time. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            Registry registry = new Registry(StoreOpener.open(args[0], args[1]));
            for (long seed = Long.parseLong(args[3]); ; seed++) {
                Work.valueOf(args[2]).once(registry, seed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void work_killedAnywhere_losesNothingAndGoesOn(Work work) throws Exception {
        register(1);
        register(2);
        SplittableRandom random = new SplittableRandom(work.ordinal());
        for (int kill = 0; kill < KILLS; kill++) {
            int lines = 1 + random.nextInt(MOST_LINES);
            for (String line : kill(work, 1000L * (kill + 1), lines, random.nextInt(MOST_DELAY_NANOS))) {
                remember(line.split(" "));
            }
            check();
        }
        registry.collect(ALL);
        assertThat(new HashSet<>(store.<List<ContentHash>>write(StoreWriter::objects)))
                .isEqualTo(needed());
    }

    /** The lines of a process that was killed a moment after it printed a number of them. */
    private List<String> kill(Work work, long seed, int lines, long delay) throws IOException, InterruptedException {
        Process process = ChildJvm.builder(
                        List.of("-XX:TieredStopAtLevel=1"),
                        Program.class,
                        shared.opener().getName(),
                        shared.place(),
                        work.name(),
                        Long.toString(seed))
                .start();
        List<String> told = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            for (int i = 0; i < lines; i++) {
                String line = output.readLine();
                assertThat(line).as("after %s", told).isNotNull();
                told.add(line);
            }
            LockSupport.parkNanos(delay);
            process.toHandle().destroyForcibly(); // the process itself would close its output too
            process.waitFor();
            output.lines()
                    .filter(line -> line.matches("(registered|moved) \\d+ \\S{78}|state \\d+|collected"))
                    .forEach(told::add);
        }
        return told;
    }

    private void remember(String[] line) {
        switch (line[0]) {
            case "registered" -> registered.put(VersionId.parse(line[2]), Long.parseLong(line[1]));
            case "moved" -> {
                Alias now = champion();
                long revision = Long.parseLong(line[1]);
                moved = registry.history(now).get((int) revision - 1);
                assertThat(moved.required()).isEqualTo(VersionId.parse(line[2]));
            }
            case "state" -> state = Long.parseLong(line[1]);
            default -> assertThat(line).containsExactly("collected");
        }
    }

    private void check() {
        Registry other = another();
        Versions versions = other.versions(NAME);
        assertThat(versions.damaged()).isEmpty();
        for (AdapterVersion version : versions.readable()) {
            assertThat(other.load(version.id()).hash()).isEqualTo(version.content());
            String seed = other.notes(version.id()).tags().get("seed");
            if (seed != null) {
                assertThat(other.attachments(version.id())).containsEntry("seed", bytes(seed));
            }
        }
        assertThat(versions.readable()).extracting(AdapterVersion::id).containsAll(registered.keySet());
        registered.forEach((id, seed) -> assertThat(other.notes(id).tags()).containsEntry("seed", seed.toString()));
        Alias now = other.alias(NAME, "champion");
        assertThat(now.revision()).isBetween(moved.revision(), moved.revision() + 1);
        now.version().ifPresent(other::load);
        List<Alias> history = other.history(now);
        assertThat(history).hasSize((int) now.revision());
        for (int i = 0; i < history.size(); i++) {
            assertThat(history.get(i).revision()).isEqualTo(i + 1);
        }
        assertThat(other.state("loop", NAME).revision()).isBetween(state, state + 1);
        state = other.state("loop", NAME).revision();
        moved = now;
    }

    private Set<ContentHash> needed() {
        Set<ContentHash> needed = new HashSet<>();
        for (AdapterVersion version : registry.versions(NAME).readable()) {
            version.files().values().forEach(file -> needed.add(file.hash()));
            registry.notes(version.id()).attachments().values().stream()
                    .map(StoredFile::hash)
                    .forEach(needed::add);
        }
        return needed;
    }
}
