package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.BaseModel;
import io.adapt4j.error.EngineException;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.testing.ChildJvm;
import java.io.BufferedReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that is told to end while requests are under way ends, and does not crash. */
@DisabledOnOs(OS.WINDOWS)
class ShutdownTest {
    private static final int TERMINATED = 128 + 15;

    /**
     * Runs in a JVM of its own, until it is ended: asks once more after ONNX Runtime's own shutdown hook has run, for something that
     * ONNX Runtime logs as an error.
     */
    static final class Program {
        public static void main(String[] args) throws Exception {
            BaseModel base = BaseModel.open(TestModels.bytes(reshape()));
            assertThat(base.run(inputs(2)).get("y").shape()).isEqualTo(new Shape(2));
            CountDownLatch later = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    later.await(1, TimeUnit.SECONDS); // as long as another hook of an application may take
                    base.run(inputs(3));
                } catch (EngineException e) {
                    System.out.println("answered");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            System.out.println("running");
            later.await();
        }

        private static Map<String, Tensor> inputs(long size) {
            return Map.of("x", Tensor.of(new float[] {1, 2}, 2), "shape", Tensor.of(new long[] {size}, 1));
        }

        /** Reshapes two numbers to what it is told. */
        private static Graph reshape() {
            Graph graph = new Graph(Map.of(Graph.ONNX, 17L));
            graph.inputs().add(new ValueInfo("x", OnnxTypes.FLOAT, List.of("2")));
            graph.inputs().add(new ValueInfo("shape", OnnxTypes.INT64, List.of("1")));
            graph.nodes().add(new Node("it", "Reshape", Graph.ONNX, List.of("x", "shape"), List.of("y"), Map.of()));
            graph.outputs().add(new ValueInfo("y", OnnxTypes.FLOAT, List.of("size")));
            return graph;
        }
    }

    @Test
    void terminate_whileRequestsRun_endsWithoutACrash() throws Exception {
        Process process = ChildJvm.builder(List.of("-XX:ErrorFile=/dev/stdout"), Program.class)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.lines().filter("running"::equals).findFirst()).isPresent();
            process.toHandle().destroy(); // the process itself would close what is read next
            assertThat(out.lines().toList()).contains("answered");
            assertThat(process.waitFor()).isEqualTo(TERMINATED);
        }
    }
}
