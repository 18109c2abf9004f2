package io.adapt4j.runtime.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.runtime.drift.sample.Observation;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of a watch, in a JVM of its own. */
class WatchMemoryTest {
    private static final DriftOptions OPTIONS = DriftOptions.defaults()
            .withWindow(500)
            .withShape(new Summary.Shape(500, 64, 0))
            .withSamples(true);

    @Test
    void watch_longStream_staysWithinItsBound(@TempDir Path folder) throws Exception {
        List<String> lines = ChildJvm.run(
                folder.resolve("log"), List.of("-Xmx24m", "-XX:+UseSerialGC"), WatchMemoryTest.Endless.class);
        long early = Long.parseLong(lines.get(lines.size() - 2));
        long late = Long.parseLong(lines.get(lines.size() - 1));
        long bound = DriftWatch.maxBytes(OPTIONS, Endless.WIDTH);

        assertThat(early).isPositive().isLessThanOrEqualTo(bound);
        assertThat(late).isPositive().isLessThanOrEqualTo(bound);
        // 14,000 observations later, of which each takes 1,600 bytes, 22 MB together, it is as it was.
        assertThat(late - early).isLessThan(1_000_000);
        assertThat(bound).isLessThan(10 << 20);
    }

    /** Prints the bytes of a watch after 2,000 and after 16,000 observations. */
    static final class Endless {
        static final int WIDTH = 384;

        public static void main(String[] arguments) {
            long before = used();
            DriftWatch watch = DriftWatch.learning(OPTIONS, Traffic.UNKNOWN);
            Traffic traffic = new Traffic(1);
            Draw draw = new Draw(2);
            for (int i = 1; i <= 16_000; i++) {
                Observation o = traffic.next();
                watch.add(new Observation(
                        o.id(),
                        o.hash(),
                        o.blank(),
                        o.tokens(),
                        o.truncated(),
                        o.prediction(),
                        wide(draw),
                        "x".repeat(10) + i));
                watch.addOutcome(i % 10 != 0);
                if (i == 2_000 || i == 16_000) {
                    System.out.println(used() - before);
                }
            }
            // Alive until here.
            if (watch.observations() != 16_000) {
                throw new AssertionError();
            }
        }

        private static float[] wide(Draw draw) {
            float[] wide = new float[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                wide[i] = (float) draw.uniform();
            }
            return wide;
        }

        private static long used() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return runtime.totalMemory() - runtime.freeMemory();
        }
    }
}
