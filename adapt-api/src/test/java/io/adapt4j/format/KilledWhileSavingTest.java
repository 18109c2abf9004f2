package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.TestAdapters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it replaces an adapter leaves the old one or the new one, whole. */
class KilledWhileSavingTest {
    private static final List<Adapter> VERSIONS = List.of(TestAdapters.classifier(1), TestAdapters.classifier(2));

    @TempDir
    private Path folder;

    /** Replaces an adapter again and again, in a JVM of its own. */
    static final class Program {
        public static void main(String[] args) {
            for (int i = 0; ; i++) {
                VERSIONS.get(i % 2).save(Path.of(args[0]));
            }
        }
    }

    @Test
    void save_killedAtAnyMoment_leavesAnAdapterThatLoads() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        Path saved = folder.resolve("adapter");
        VERSIONS.get(0).save(saved);
        for (int round = 0; round < 8; round++) {
            Path log = folder.resolve("log");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Program.class.getName(),
                            saved.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(400 + random.nextInt(200), TimeUnit.MILLISECONDS);
            assertThat(ended).as(() -> read(log)).isFalse();
            process.destroyForcibly().waitFor();
            assertThat(VERSIONS).contains(Adapter.load(saved));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
