package io.adapt4j.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.registry.file.FileRegistry;
import io.adapt4j.runtime.registry.jdbc.JdbcRegistry;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.loop.LoopRun.Outcome;
import io.adapt4j.train.loop.feedback.FileLabelStore;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.loop.retrain.Retraining;
import io.adapt4j.train.testing.TinyBase;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that is killed (SIGKILL) at random points while labels are reported and a run goes from stage to stage: no report that was
 * acknowledged is lost, and the run ends with the version of one that was not killed, promoted once. The property {@code adapt4j.kills}
 * says how many times.
 */
class KilledLoopTest {
    private static final int KILLS = Integer.getInteger("adapt4j.kills", 2);
    private static final int MOST_LINES = 80;
    private static final int MOST_DELAY_NANOS = 30_000_000;
    private static final String NAME = LoopFixture.NAME;
    private static final List<Example> MAIL = Post.later();

    @TempDir
    private Path folder;

    /** Where the registry is. */
    enum Place {
        FILES {
            @Override
            Registry open(Path folder) {
                return FileRegistry.open(folder.resolve("registry"));
            }
        },
        H2 {
            @Override
            Registry open(Path folder) {
                String url = "jdbc:h2:file:" + folder.resolve("database").toAbsolutePath() + ";WRITE_DELAY=0";
                return JdbcRegistry.open(JdbcConnectionPool.create(url, "", ""));
            }
        };

        abstract Registry open(Path folder);
    }

    /** Reports what is still to be reported, and lets the loop work to its end, telling of each step. */
    static final class Program {
        public static void main(String[] args) {
            Path folder = Path.of(args[1]);
            try (BaseModel base = TinyBase.open(1);
                    Registry registry = Place.valueOf(args[0]).open(folder);
                    FileLabelStore labels = FileLabelStore.open(folder.resolve("labels.jsonl"))) {
                work(base, registry, labels, folder);
            }
        }

        static void work(BaseModel base, Registry registry, FileLabelStore labels, Path folder) {
            for (int i = 0; i < MAIL.size(); i++) {
                labels.append(Post.label("id-" + i, MAIL.get(i)));
                System.out.println("reported " + i);
            }
            Retraining trainer = Post.retraining(base).withCheckpointSteps(2).withSettings(each -> {
                Post.settings(each);
                each.epochs(2);
            });
            try (AdaptationLoop loop = AdaptationLoop.on(registry, NAME, labels, folder.resolve("loop"))
                    .policy(LoopPolicy.defaults().withNewLabels(MAIL.size()))
                    .retraining(trainer)
                    .judge(Judge.by(
                            Gate.of(new Threshold("accuracy", 0.01, 0.5)), base, LabelledText::toExample))
                    .audit(new AuditLog(new FileAuditStore(folder.resolve("audit")), Clock.systemUTC()))
                    .open()) {
                while (loop.step()) {
                    System.out.println("step");
                }
            }
            System.out.println("end");
        }
    }

    private void begin(Place place, Path target, Adapter first) throws Exception {
        Files.createDirectories(target);
        try (Registry registry = place.open(target)) {
            Change change = new Change("ann", "the first", Instant.EPOCH);
            VersionId id =
                    registry.register(NAME, first, Registration.of(change)).id();
            registry.move(registry.alias(NAME, "champion"), id, change);
        }
    }

    @ParameterizedTest
    @EnumSource
    void work_killedAnywhere_losesNothingAndEndsWithTheSameVersion(Place place) throws Exception {
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        try (BaseModel base = TinyBase.open(1)) {
            Adapter first = Post.train(base, Post.old());
            begin(Place.FILES, whole, first);
            begin(place, killed, first);
            try (Registry registry = FileRegistry.open(whole.resolve("registry"));
                    FileLabelStore labels = FileLabelStore.open(whole.resolve("labels.jsonl"))) {
                Program.work(base, registry, labels, whole);
            }
        }
        SplittableRandom random = new SplittableRandom(place.ordinal());
        for (int kill = 0; kill < KILLS; kill++) {
            int reported = kill(place, killed, 1 + random.nextInt(MOST_LINES), random.nextInt(MOST_DELAY_NANOS));
            check(place, killed, reported);
        }
        ChildJvm.run(folder.resolve("log"), List.of(), Program.class, place.name(), killed.toString());

        check(place, killed, MAIL.size());
        try (Registry expected = FileRegistry.open(whole.resolve("registry"));
                Registry registry = place.open(killed)) {
            Alias alias = registry.alias(NAME, "champion");
            assertThat(alias.required()).isEqualTo(expected.alias(NAME, "champion").required());
            assertThat(alias.revision()).isEqualTo(2);
            LoopStatus status = new LoopRecord(registry, NAME).read();
            assertThat(status.current()).isEmpty();
            assertThat(status.pending()).isEmpty();
            assertThat(status.history())
                    .extracting(run -> run.end().orElseThrow().outcome())
                    .containsExactly(Outcome.PROMOTED);
            assertThat(registry.versions(NAME).damaged()).isEmpty();
            assertThat(registry.versions(NAME).readable()).hasSize(2);
            assertThat(registry.attachments(alias.required())).containsKeys("verdict-1.json", "verdict.json");
        }
        try (Stream<Path> left = Files.list(killed.resolve("loop"))) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("lock");
        }
        List<String> actions = new ArrayList<>();
        new AuditLog(new FileAuditStore(killed.resolve("audit")), Clock.systemUTC())
                .forEach(entry -> actions.add(entry.event().action().label()));
        assertThat(actions).contains("register", "evaluate", "roll-out", "promote");
    }

    /** Returns how many reports were acknowledged before the process was killed. */
    private static int kill(Place place, Path target, int lines, long delay) throws Exception {
        Process process = ChildJvm.builder(
                        List.of("-XX:TieredStopAtLevel=1"), Program.class, place.name(), target.toString())
                .start();
        int reported = 0;
        try (BufferedReader output = process.inputReader()) {
            int told = 0;
            String line = output.readLine();
            while (line != null && told < lines) {
                assertThat(line).doesNotContain("Exception");
                reported += line.startsWith("reported ") ? 1 : 0;
                told++;
                line = told < lines ? output.readLine() : line;
            }
            LockSupport.parkNanos(delay);
            process.toHandle().destroyForcibly(); // the process itself would close its output too
            process.waitFor();
        }
        return reported;
    }

    private static void check(Place place, Path target, int reported) {
        try (FileLabelStore labels = FileLabelStore.open(target.resolve("labels.jsonl"))) {
            assertThat(labels.size()).isBetween((long) reported, (long) MAIL.size());
            List<LabelledText> read = labels.labels(0, labels.size()).read();
            for (int i = 0; i < read.size(); i++) {
                assertThat(read.get(i)).isEqualTo(Post.label("id-" + i, MAIL.get(i)));
            }
        }
        try (Registry registry = place.open(target)) {
            assertThat(registry.versions(NAME).damaged()).isEmpty();
            Alias alias = registry.alias(NAME, "champion");
            registry.load(alias.required());
            assertThat(alias.revision()).isBetween(1L, 2L);
            LoopStatus status = new LoopRecord(registry, NAME).read();
            assertThat(status.runs()).isBetween(0L, 1L);
        }
    }
}
