package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.AdaptedModel;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ModelOptions;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.testing.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process holds in memory, measured on a real model in a JVM whose heap is fixed and touched beforehand, so that
 * only native memory can make it grow.
 */
@EnabledOnOs(OS.LINUX)
class MemoryTest {
    private static final long MB = 1 << 20;

    @TempDir
    private Path folder;

    /** Runs in a JVM of its own. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "sessions" -> sessions();
                case "swaps" -> swaps();
                default -> throw new IllegalArgumentException(args[0]);
            }
        }

        /** Prints what the first and the second session for adapters add. */
        private static void sessions() throws IOException {
            loadClasses();
            ModelOptions shared = ModelOptions.defaults().withThreads(1).withProperty("prepacking", "none");
            try (BaseModel base = BaseModel.open(miniLm(), shared)) {
                base.run(inputs());
                long before = residentBytes();
                for (Lora method : List.of(Lora.rank(8), Lora.rank(8).targets("attention.query"))) {
                    try (BoundAdapter bound = base.adapted().bind(TestAdapters.adapter(base, method, 1))) {
                        base.adapted().run(inputs(), bound);
                    }
                    System.out.println(residentBytes() - before);
                    before = residentBytes();
                }
            }
        }

        /** Does with a tiny model what is measured afterwards, for the JVM's own memory is no part of a session. */
        private static void loadClasses() throws IOException {
            try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
                    BoundAdapter bound = base.adapted().bind(TestAdapters.adapter(base, Lora.rank(2), 1))) {
                base.adapted().run(EveryKind.inputs(2), bound);
            }
        }

        /** Prints what the last 800 of 1,000 deployments under load add. */
        private static void swaps() throws Exception {
            try (BaseModel base =
                            BaseModel.open(miniLm(), ModelOptions.defaults().withThreads(1));
                    AdapterHost host = AdapterHost.on(base)) {
                List<Adapter> versions = new ArrayList<>();
                for (int rank : new int[] {8, 4, 16}) {
                    versions.add(TestAdapters.adapter(base, Lora.rank(rank), rank));
                }
                host.deploy("it", versions.get(0));
                AtomicBoolean done = new AtomicBoolean();
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    threads.add(new Thread(() -> {
                        while (!done.get()) {
                            host.run("it", inputs());
                        }
                    }));
                }
                threads.forEach(Thread::start);
                long before = 0;
                for (int swap = 0; swap < 1000; swap++) {
                    if (swap == 200) {
                        before = residentBytes();
                    }
                    host.deploy("it", versions.get(swap % versions.size()));
                    if (swap % 100 == 99) {
                        host.remove("it-too");
                        host.deploy("it-too", versions.get(1));
                    }
                }
                System.out.println(residentBytes() - before);
                done.set(true);
                for (Thread thread : threads) {
                    thread.join();
                }
                host.close();
                AdaptedModel adapted = base.adapted();
                System.out.println(((OnnxAdaptedModel) adapted).residentBytes());
            }
        }

        private static byte[] miniLm() throws IOException {
            try (InputStream in = MemoryTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
                return in.readAllBytes();
            }
        }

        private static Map<String, Tensor> inputs() {
            long[] ids = new long[8];
            long[] ones = new long[8];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = 1000 + i;
                ones[i] = 1;
            }
            return Map.of(
                    "input_ids", Tensor.of(ids, 1, 8),
                    "attention_mask", Tensor.of(ones, 1, 8),
                    "token_type_ids", Tensor.of(new long[8], 1, 8));
        }

        private static long residentBytes() throws IOException {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("RssAnon:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
            throw new IOException("/proc/self/status tells no RssAnon");
        }
    }

    private List<Long> run(String compiler, String what) throws IOException, InterruptedException {
        List<String> options = List.of("-Xms600m", "-Xmx600m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", compiler);
        ProcessBuilder program = ChildJvm.builder(options, Program.class, what);
        // What is freed goes back to the system, so that what is counted is held.
        program.environment()
                .putAll(Map.of(
                        "MALLOC_ARENA_MAX", "1", "MALLOC_MMAP_THRESHOLD_", "65536", "MALLOC_TRIM_THRESHOLD_", "65536"));
        return ChildJvm.run(folder.resolve("log"), program).stream()
                .filter(line -> line.matches("-?\\d+"))
                .map(Long::valueOf)
                .toList();
    }

    @Test
    void bind_furtherSession_addsLessThanTenMegabytes() throws Exception {
        // A compiler takes as much as a session does, at a time of its own.
        assertThat(run("-Xint", "sessions")).hasSize(2).allSatisfy(added -> assertThat(added)
                .isLessThan(10 * MB));
    }

    @Test
    void deploy_thousandTimesUnderLoad_leavesTheProcessAsItIs() throws Exception {
        List<Long> grown = run("-XX:TieredStopAtLevel=1", "swaps");
        assertThat(grown.get(0)).isLessThan(30 * MB); // the 800 adapters have 1.2 GB
        assertThat(grown.get(1)).isZero();
    }
}
