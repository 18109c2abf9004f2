package io.adapt4j.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.BaseModel;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.registry.file.FileRegistry;
import io.adapt4j.runtime.registry.jdbc.JdbcRegistry;
import io.adapt4j.runtime.rollout.RolloutEvent.What;
import io.adapt4j.task.Classification;
import io.adapt4j.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills, with the signal that no process can handle, a process that rolls out one version after the other: document and alias always fit
 * together, nothing that it told of is lost, and the next process goes on. The property {@code adapt4j.kills} says how many times.
 */
class KilledRolloutTest {
    private static final int KILLS = Integer.getInteger("adapt4j.kills", 1);
    private static final int MOST_LINES = 8;
    private static final int MOST_DELAY_NANOS = 20_000_000;
    private static final String NAME = "triage";
    private static final RolloutPlan PLAN =
            RolloutPlan.shadow(1, 5).then(0.3, 3).then(0.7, 3).withErrorRate(0.01);

    @TempDir
    private Path folder;

    /** A registry that outlives a process. */
    enum Kept {
        FILE {
            @Override
            void with(Path folder, Consumer<Registry> use) {
                try (Registry registry = FileRegistry.open(folder.resolve("registry"))) {
                    use.accept(registry);
                }
            }
        },
        H2 {
            @Override
            void with(Path folder, Consumer<Registry> use) {
                // H2 writes commits half a second later unless it is told not to.
                JdbcConnectionPool pool =
                        JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("h2") + ";WRITE_DELAY=0", "", "");
                try (Registry registry = JdbcRegistry.open(pool)) {
                    use.accept(registry);
                } finally {
                    pool.dispose();
                }
            }
        };

        abstract void with(Path folder, Consumer<Registry> use);
    }

    /** Rolls out both versions in turn; every third one is rolled back, every seventh aborted. */
    static final class Program {
        public static void main(String[] args) {
            Kept.valueOf(args[0]).with(Path.of(args[1]), Program::run);
        }

        private static void run(Registry registry) {
            RolloutOptions options = RolloutOptions.of("a").withInterval(Duration.ofMillis(2));
            BaseModel base = TinyTexts.base();
            AdapterHost host = AdapterHost.on(base);
            Rollouts rollouts = Rollouts.on(host, registry, options);
            Change change = Change.by("a process", "until it is killed");
            VersionId yes = register(registry, TinyTexts.saying(base, "yes", 1), change);
            VersionId no = register(registry, TinyTexts.saying(base, "no", 2), change);
            if (registry.alias(NAME, "champion").revision() == 0) {
                registry.move(registry.alias(NAME, "champion"), yes, change);
            }
            Optional<Rollout> under = rollouts.resume(NAME);
            under.ifPresent(rollout -> {
                tell("resumed", rollout.document());
                finish(rollout, change);
            });
            while (true) {
                Alias champion = registry.alias(NAME, "champion");
                VersionId challenger = champion.required().equals(yes) ? no : yes;
                Rollout rollout = rollouts.start(NAME, champion, challenger, PLAN, change);
                tell("started", rollout.document());
                finish(rollout, change);
            }
        }

        private static VersionId register(Registry registry, io.adapt4j.Adapter adapter, Change change) {
            return registry.register(NAME, adapter, Registration.of(change)).id();
        }

        private static void finish(Rollout rollout, Change change) {
            long number = rollout.document().subject().number();
            Stage told = rollout.stage();
            for (int key = 0; !rollout.stage().ended(); key++) {
                rollout.submit("key " + key, "win", Classification.class).join();
                if (number % 7 == 0 && key == 8 && rollout.stage().tests()) {
                    rollout.abort(change);
                }
                if (rollout.stage() != told) {
                    told = rollout.stage();
                    tell("entered", rollout.document());
                }
            }
            if (number % 3 == 0) {
                tell("ended", rollout.rollBack(change));
            }
            tell("ended", rollout.document());
        }

        private static void tell(String what, RolloutDocument document) {
            System.out.println(what + " " + document.subject().number() + " "
                    + document.position().number());
        }
    }

    @ParameterizedTest
    @EnumSource
    void rollouts_killedAnywhere_aliasAndDocumentFitAndTheyGoOn(Kept kept) throws Exception {
        SplittableRandom random = new SplittableRandom(11 + kept.ordinal());
        long[] known = {0, 0};
        for (int kill = 0; kill < KILLS; kill++) {
            for (String line : kill(kept, 1 + random.nextInt(MOST_LINES), random.nextInt(MOST_DELAY_NANOS))) {
                String[] words = line.split(" ");
                known[0] = Long.parseLong(words[1]);
                known[1] = Long.parseLong(words[2]);
            }
            kept.with(folder, registry -> check(registry, known));
        }
        kept.with(folder, KilledRolloutTest::goOn);
    }

    private List<String> kill(Kept kept, int lines, long delay) throws IOException, InterruptedException {
        Process process = ChildJvm.builder(
                        List.of("-XX:TieredStopAtLevel=1"), Program.class, kept.name(), folder.toString())
                .start();
        List<String> told = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            while (told.size() < lines) {
                String line = output.readLine();
                assertThat(line).as("after %s", told).isNotNull();
                if (isNews(line)) {
                    told.add(line);
                } else {
                    assertThat(line).doesNotContain("Exception");
                }
            }
            LockSupport.parkNanos(delay);
            process.toHandle().destroyForcibly(); // the process itself would close its output too
            process.waitFor();
            output.lines().filter(KilledRolloutTest::isNews).forEach(told::add);
        }
        return told;
    }

    private static boolean isNews(String line) {
        return line.matches("(started|resumed|entered|ended) \\d+ \\d+");
    }

    /** What was told is there, and the alias is where the document says. */
    private static void check(Registry registry, long... known) {
        RolloutDocument document = Documents.read(registry.state(RolloutDocument.KIND, NAME));
        RolloutSubject subject = document.subject();
        assertThat(subject.number()).isGreaterThanOrEqualTo(known[0]);
        if (subject.number() == known[0]) {
            assertThat(document.position().number()).isGreaterThanOrEqualTo(known[1]);
        }
        Alias alias = registry.alias(NAME, "champion");
        long moves = alias.revision() - subject.revision();
        switch (document.stage()) {
            case SHADOW, CANARY, ABORTED -> assertThat(moves).isZero();
            case PROMOTING -> assertThat(moves).isBetween(0L, 1L);
            case PROMOTED -> {
                assertThat(moves).isEqualTo(1);
                assertThat(document.position().promoted()).isEqualTo(alias.revision());
            }
            case ROLLING_BACK -> assertThat(moves).isBetween(1L, 2L);
            case ROLLED_BACK -> assertThat(moves).isIn(0L, 2L);
        }
        assertThat(alias.version()).contains(moves == 1 ? subject.challenger() : subject.champion());
        assertThat(registry.history(alias)).hasSize((int) alias.revision());
        assertThat(document.events())
                .filteredOn(event -> event.what() == What.PROMOTE)
                .hasSize(document.position().promoted() > 0 ? 1 : 0);
        for (int i = 0; i < document.events().size(); i++) {
            assertThat(document.events().get(i).number()).isEqualTo(i + 1);
        }
        assertThat(document.evidence()).noneMatch(Evidence::rejects);
    }

    /** Another process, here, brings the last one to its end. */
    private static void goOn(Registry registry) {
        try (BaseModel base = TinyTexts.base();
                AdapterHost host = AdapterHost.on(base);
                Rollouts rollouts = Rollouts.on(host, registry, RolloutOptions.of("a"))) {
            Rollout rollout = rollouts.resume(NAME).orElseThrow();
            while (rollout.update().stage().tests()) {
                rollout.advance(Change.by("ann", "it has waited enough"));
            }
            assertThat(rollout.stage().ended()).isTrue();
            check(registry, 0, 0);
        }
    }
}
