package io.adapt4j.runtime.registry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.registry.Retention;
import io.adapt4j.registry.StoreWriter;
import io.adapt4j.registry.StoredFile;
import io.adapt4j.registry.VersionId;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.testing.registry.RegistryFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A process that is killed while it registers, moves an alias or collects in a PostgreSQL registry leaves each change as a whole or not at
 * all, and those that it was told of; {@code -Dadapt4j.kills=200} sets how often.
 */
class KilledProcessTest {
    private static final int KILLS = Integer.getInteger("adapt4j.kills", 4);
    private static final int LONGEST_LIFE = 6;
    private static final int MICROSECONDS_OF_A_CHANGE = 20_000;
    private static final String NAME = "triage";

    /** Registers, promotes and collects without end, and tells of each change that is done. */
    static final class Program {
        public static void main(String[] args) {
            Registry registry = JdbcRegistry.open(TestPostgres.database(args[0]));
            Retention strict = new Retention(1, 0, Instant.parse("2100-01-01T00:00:00Z"));
            for (long seed = registry.alias(NAME, "champion").revision(); ; seed++) {
                Registration registration = Registration.by("program", "to be killed")
                        .withAttachment("note", ("note " + seed).getBytes(StandardCharsets.UTF_8));
                VersionId version = registry.register(NAME, RegistryFixture.adapter(seed), registration)
                        .id();
                System.out.println("registered " + version);
                Alias moved = registry.move(
                        registry.alias(NAME, "champion"), version, Change.by("program", "to be killed"));
                System.out.println("moved " + moved.revision() + " " + version);
                System.out.println("collected " + registry.collect(strict).bytes());
            }
        }
    }

    private final List<String> acknowledged = new ArrayList<>();

    @Test
    void changes_processKilledAtAnyMoment_areWholeAndNotLost() throws Exception {
        String url = TestPostgres.freshUrl();
        RegistryStore store = JdbcStore.open(TestPostgres.database(url), "adapt4j");
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < KILLS; round++) {
            runAndKill(url, random);
            // What the killed process had under way ends before this one's turn.
            store.write(writer -> {
                verify(new Registry(store), writer);
                return 0;
            });
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS);
    }

    private void runAndKill(String url, SplittableRandom random) throws IOException, InterruptedException {
        Process process = ChildJvm.builder(List.of("-XX:TieredStopAtLevel=1"), Program.class, url)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            int changes = 1 + random.nextInt(LONGEST_LIFE);
            for (int i = 0; i < changes; i++) {
                acknowledged.add(String.valueOf(output.readLine()));
            }
            LockSupport.parkNanos(1000L * random.nextInt(MICROSECONDS_OF_A_CHANGE));
            process.destroyForcibly().waitFor();
            output.lines().forEach(acknowledged::add);
        } finally {
            process.destroyForcibly();
        }
    }

    private void verify(Registry registry, StoreWriter writer) {
        Set<ContentHash> needed = new HashSet<>();
        assertThat(registry.versions(NAME).damaged()).isEmpty();
        for (AdapterVersion version : registry.versions(NAME).readable()) {
            assertThat(registry.load(version.id()).hash()).isEqualTo(version.content());
            assertThat(registry.attachments(version.id())).containsOnlyKeys("note");
            needs(needed, version.files().values());
            needs(needed, registry.notes(version.id()).attachments().values());
        }
        assertThat(new HashSet<>(writer.objects())).isEqualTo(needed);
        Alias alias = registry.alias(NAME, "champion");
        List<Alias> moves = registry.history(alias);
        assertThat(moves)
                .extracting(Alias::revision)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, alias.revision()).boxed().toList());
        TreeMap<Long, VersionId> told = new TreeMap<>();
        VersionId lastRegistered = null;
        for (String line : acknowledged) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "registered" -> lastRegistered = VersionId.parse(words[1]);
                case "moved" -> told.put(Long.parseLong(words[1]), VersionId.parse(words[2]));
                default -> assertThat(line).startsWith("collected ");
            }
        }
        told.forEach((revision, version) ->
                assertThat(moves.get((int) (revision - 1)).version()).contains(version));
        if (lastRegistered != null) {
            assertThat(registry.find(lastRegistered)).isPresent();
        }
    }

    private static void needs(Set<ContentHash> needed, Iterable<StoredFile> files) {
        files.forEach(file -> needed.add(file.hash()));
    }
}
