package io.adapt4j.runtime.registry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.error.ConflictException;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.testing.registry.RegistryFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Processes that all move one alias of a PostgreSQL registry; {@code -Dadapt4j.racers=8} sets their number. */
class RacingProcessesTest {
    private static final int RACERS = Integer.getInteger("adapt4j.racers", 3);
    private static final int STEPS = Integer.getInteger("adapt4j.race.steps", 40);
    private static final String NAME = "triage";

    /** Moves the alias from wherever it sees it, until it has been moved often enough, and tells of each move. */
    static final class Racer {
        public static void main(String[] args) throws IOException {
            Registry registry = JdbcRegistry.open(TestPostgres.database(args[0]));
            List<VersionId> versions = List.of(VersionId.parse(args[2]), VersionId.parse(args[3]));
            System.out.println("ready");
            System.in.read();
            Alias seen = registry.alias(NAME, "champion");
            while (seen.revision() < STEPS) {
                try {
                    Alias moved =
                            registry.move(seen, versions.get((int) seen.revision() % 2), Change.by(args[1], "race"));
                    System.out.println("won " + moved.revision());
                } catch (ConflictException e) {
                    System.out.println("lost");
                }
                seen = registry.alias(NAME, "champion");
            }
        }
    }

    @Test
    void move_processesAtOnce_exactlyOneWinsEachStep() throws Exception {
        String url = TestPostgres.freshUrl();
        Registry registry = JdbcRegistry.open(TestPostgres.database(url));
        String first = register(registry, 1);
        String second = register(registry, 2);
        List<Process> racers = new ArrayList<>();
        SortedMap<Long, String> winners = new TreeMap<>();
        try {
            List<BufferedReader> outputs = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                List<String> options = List.of("-XX:TieredStopAtLevel=1", "-Dadapt4j.race.steps=" + STEPS);
                Process racer = ChildJvm.builder(options, Racer.class, url, "racer-" + i, first, second)
                        .start();
                racers.add(racer);
                outputs.add(racer.inputReader(StandardCharsets.UTF_8));
            }
            for (BufferedReader output : outputs) {
                await(output, "ready");
            }
            for (Process racer : racers) {
                racer.getOutputStream().write('\n');
                racer.getOutputStream().flush();
            }
            for (int i = 0; i < RACERS; i++) {
                for (String line : outputs.get(i).lines().toList()) {
                    if (line.startsWith("won ")) {
                        String before = winners.put(Long.parseLong(line.substring(4)), "racer-" + i);
                        assertThat(before).as(line).isNull();
                    } else {
                        assertThat(line).isEqualTo("lost");
                    }
                }
                assertThat(racers.get(i).waitFor()).isZero();
            }
        } finally {
            racers.forEach(Process::destroyForcibly);
        }

        Alias alias = registry.alias(NAME, "champion");
        assertThat(alias.revision()).isEqualTo(STEPS);
        assertThat(winners).hasSize(STEPS);
        assertThat(registry.history(alias))
                .extracting(move -> move.change().orElseThrow().by())
                .containsExactlyElementsOf(winners.values());
    }

    private static String register(Registry registry, int seed) {
        return registry.register(NAME, RegistryFixture.adapter(seed), Registration.by("test", "to race"))
                .id()
                .toString();
    }

    static void await(BufferedReader output, String expected) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = output.readLine(); !expected.equals(line); line = output.readLine()) {
            assertThat(line).as(() -> "the process ended after " + seen).isNotNull();
            seen.add(line);
        }
    }
}
