package io.adapt4j.runtime.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.pytorch.libtorch.GradientTape;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.testing.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One native module under many threads: answers, gradients and memory. */
class TorchServingTest {
    private static final int ADAPTERS = 4;
    private static final Map<String, Tensor> INPUTS = Map.of(
            "input_ids", Tensor.of(new long[][] {{2, 7, 11, 3, 0}, {2, 29, 5, 17, 3}}),
            "attention_mask", Tensor.of(new long[][] {{1, 1, 1, 1, 0}, {1, 1, 1, 1, 1}}),
            "token_type_ids", Tensor.of(new long[2][5]));

    private static BaseModel bert() {
        return TorchUnderTest.open("bert-traced", "");
    }

    private static List<Adapter> adapters(BaseModel base) {
        List<Adapter> adapters = new ArrayList<>();
        for (int i = 0; i < ADAPTERS; i++) {
            adapters.add(TestAdapters.adapter(base, Lora.rank(2 + i).targets("all-linear"), i));
        }
        return adapters;
    }

    @Test
    void run_tenThousandAnswersWhileAdaptersAreReplacedAndTrained_eachIsItsAdaptersOwn() throws Exception {
        try (BaseModel base = bert();
                AdapterHost host = AdapterHost.on(base)) {
            List<Adapter> adapters = adapters(base);
            List<Map<String, Tensor>> expected = new ArrayList<>();
            for (int i = 0; i < ADAPTERS; i++) {
                host.deploy("tenant-" + i, adapters.get(i));
                expected.add(host.run("tenant-" + i, INPUTS));
            }
            Map<String, Tensor> plain = base.run(INPUTS);
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService threads = Executors.newCachedThreadPool();
            Future<?> disturbance = threads.submit(() -> {
                for (int i = 0; !done.get(); i++) {
                    host.deploy("tenant-" + i % ADAPTERS, adapters.get(i % ADAPTERS));
                    host.deploy("other", adapters.get((i + 1) % ADAPTERS));
                    gradient((PyTorchBaseModel) base);
                }
            });
            List<Future<?>> answers = new ArrayList<>();
            for (int t = 0; t < ADAPTERS; t++) {
                int tenant = t;
                answers.add(threads.submit(() -> {
                    for (int i = 0; i < 2_500; i++) {
                        assertThat(host.run("tenant-" + tenant, INPUTS)).isEqualTo(expected.get(tenant));
                    }
                }));
            }
            for (Future<?> answer : answers) {
                answer.get();
            }
            done.set(true);
            disturbance.get();
            threads.shutdown();
            assertThat(base.run(INPUTS)).isEqualTo(plain);
        }
    }

    /** The gradient of the sum of the squared states with respect to A and B of one module. */
    private static float[] gradient(PyTorchBaseModel base) {
        ByteBuffer a = values(2 * 8, 1);
        ByteBuffer b = values(2 * 8, 2);
        return gradient(base, a, b);
    }

    private static float[] gradient(PyTorchBaseModel base, ByteBuffer a, ByteBuffer b) {
        float[] gradient = new float[2 * 8];
        try (GradientTape tape = new GradientTape(base.module())) {
            Map<String, NDArray> dictionary = new LinkedHashMap<>();
            dictionary.put("encoder.layer.0.attention.self.query:a", tape.trainable(a, 2, 8));
            dictionary.put("encoder.layer.0.attention.self.query:b", tape.trainable(b, 2, 8));
            NDArray states = tape.run(INPUTS, dictionary).get(0);
            NDArray weights = tape.constant(Tensor.of(weights(), 2, 5, 8));
            tape.backward(states.mul(weights).sum());
            tape.gradient(dictionary.get("encoder.layer.0.attention.self.query:a"), FloatBuffer.wrap(gradient));
        }
        return gradient;
    }

    private static float[] weights() {
        float[] weights = new float[2 * 5 * 8];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) Math.sin(i);
        }
        return weights;
    }

    private static ByteBuffer values(int size, int seed) {
        ByteBuffer data = Tensor.allocate(ai.djl.ndarray.types.DataType.FLOAT32, size);
        for (int i = 0; i < size; i++) {
            data.putFloat(i * Float.BYTES, (float) Math.sin(seed + i));
        }
        return data;
    }

    private static double loss(PyTorchBaseModel base, ByteBuffer a, ByteBuffer b) {
        try (GradientTape tape = new GradientTape(base.module())) {
            Map<String, NDArray> dictionary = new LinkedHashMap<>();
            dictionary.put("encoder.layer.0.attention.self.query:a", tape.trainable(a, 2, 8));
            dictionary.put("encoder.layer.0.attention.self.query:b", tape.trainable(b, 2, 8));
            NDArray states = tape.run(INPUTS, dictionary).get(0);
            assertThat(states.getShape()).isEqualTo(new Shape(2, 5, 8));
            double sum = 0;
            float[] values = states.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                sum += values[i] * weights()[i];
            }
            return sum;
        }
    }

    @Test
    void gradient_ofAnAdapter_isThatOfFiniteDifferences() {
        try (PyTorchBaseModel base = (PyTorchBaseModel) bert()) {
            ByteBuffer a = values(2 * 8, 1);
            ByteBuffer b = values(2 * 8, 2);
            float[] gradient = gradient(base, a, b);
            for (int i = 0; i < gradient.length; i++) {
                float value = a.getFloat(i * Float.BYTES);
                float step = 1e-2f;
                a.putFloat(i * Float.BYTES, value + step);
                double above = loss(base, a, b);
                a.putFloat(i * Float.BYTES, value - step);
                double below = loss(base, a, b);
                a.putFloat(i * Float.BYTES, value);
                double expected = (above - below) / (2 * step);
                assertThat((double) gradient[i])
                        .isCloseTo(
                                expected,
                                org.assertj.core.api.Assertions.within(2e-3 * Math.max(1, Math.abs(expected))));
            }
        }
    }

    /** Binds, runs and trains, and prints the bytes that the process holds more than after the first rounds, and the model itself. */
    static final class Program {
        public static void main(String[] args) throws IOException {
            try (PyTorchBaseModel base = (PyTorchBaseModel) bert()) {
                List<Adapter> adapters = adapters(base);
                cycles(base, adapters, 2_000);
                long before = residentBytes();
                cycles(base, adapters, 10_000);
                System.out.println("grown " + (residentBytes() - before));
                System.out.println("bound " + base.adapted().residentBytes());
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void bindRunAndTrain_tenThousandTimes_leavesNoMemory(@TempDir Path folder) throws Exception {
        // The heap is filled from the start, so that it is no part of what grows.
        List<String> options = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
        List<String> printed = ChildJvm.run(folder.resolve("log"), options, Program.class);

        assertThat(printed).contains("bound 0");
        assertThat(printed.stream()
                        .filter(line -> line.startsWith("grown "))
                        .map(line -> Long.parseLong(line.substring("grown ".length()))))
                .singleElement()
                .satisfies(grown -> assertThat(grown).isLessThan(24L << 20));
    }

    private static void cycles(PyTorchBaseModel base, List<Adapter> adapters, int count) {
        for (int i = 0; i < count; i++) {
            try (BoundAdapter bound = base.adapted().bind(adapters.get(i % ADAPTERS))) {
                if (i % 16 == 0) {
                    base.adapted().run(INPUTS, bound);
                    base.adapted().runRows(INPUTS, java.util.Arrays.asList(bound, null));
                    base.adapted().merge(bound);
                    base.adapted().run(INPUTS, bound);
                    gradient(base);
                }
            }
        }
    }

    /** What the process holds. */
    private static long residentBytes() throws IOException {
        System.gc();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("RssAnon:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IllegalStateException("/proc/self/status has no RssAnon");
    }
}
