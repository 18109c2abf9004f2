package io.adapt4j.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.error.ConflictException;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Eight processes race on one alias: at each step exactly one wins. The property {@code adapt4j.steps} says how many steps.
 */
public abstract class RacingKit extends RegistryFixture {
    private static final int PROCESSES = 8;
    private static final int STEPS = Integer.getInteger("adapt4j.steps", 24);

    private final SharedStoreUnderTest shared;

    protected RacingKit(SharedStoreUnderTest under) {
        super(under);
        this.shared = under;
    }

    /** Moves the alias from whatever it sees to the other version, and tells which moves were its own. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            List<VersionId> ids = List.of(VersionId.parse(args[3]), VersionId.parse(args[4]));
            int steps = Integer.parseInt(args[2]);
            try (Registry registry = new Registry(StoreOpener.open(args[0], args[1]))) {
                System.out.println("ready");
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();
                Alias seen = registry.alias(NAME, "champion");
                while (seen.revision() < steps) {
                    try {
                        VersionId next = ids.get((int) (seen.revision() % 2));
                        Alias moved = registry.move(seen, next, Change.by(args[5], "a race"));
                        System.out.println("won " + moved.revision());
                    } catch (ConflictException lost) {
                        System.out.println("lost " + seen.revision());
                    }
                    seen = registry.alias(NAME, "champion");
                }
            }
        }
    }

    @Test
    void move_eightProcessesAtOnce_oneWinsEachStep() throws Exception {
        String first = register(1).id().toString();
        String second = register(2).id().toString();
        List<Process> processes = new ArrayList<>();
        Map<Long, String> winners = new TreeMap<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(ChildJvm.builder(
                                List.of("-XX:TieredStopAtLevel=1"),
                                Program.class,
                                shared.opener().getName(),
                                shared.place(),
                                Integer.toString(STEPS),
                                first,
                                second,
                                "process-" + i)
                        .start());
            }
            List<BufferedReader> outputs =
                    processes.stream().map(Process::inputReader).toList();
            for (BufferedReader output : outputs) {
                assertThat(output.readLine()).isEqualTo("ready");
            }
            for (Process process : processes) {
                start(process);
            }
            for (int i = 0; i < PROCESSES; i++) {
                for (String line : outputs.get(i).lines().toList()) {
                    assertThat(line).matches("(won|lost) \\d+");
                    if (line.startsWith("won ")) {
                        assertThat(winners.put(Long.parseLong(line.substring(4)), "process-" + i))
                                .as(line)
                                .isNull();
                    }
                }
                assertThat(processes.get(i).waitFor()).isZero();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }

        assertThat(winners).hasSize(STEPS);
        assertThat(champion().revision()).isEqualTo(STEPS);
        assertThat(registry.history(champion()))
                .extracting(move -> move.change().orElseThrow().by())
                .containsExactlyElementsOf(winners.values());
    }

    private static void start(Process process) throws IOException {
        try (Writer go = process.outputWriter()) {
            go.write("go\n");
        }
    }
}
