package io.adapt4j.train.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.proto.OnnxFile;
import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.Resources;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class OnnxTrainingSessionTest {
    private static final Path THREADS = Path.of("/proc/self/task");

    /** A base whose hidden states are what an operator without a gradient gives. */
    private static byte[] withoutGradient() {
        try (BaseModel base = TinyBase.open(1)) {
            Graph graph = ((OnnxBaseModel) base).graph();
            String hidden = HiddenStates.output(base.signature());
            graph.nodes()
                    .replaceAll(node -> node.outputs().contains(hidden) ? node.withOutputs(List.of("plain")) : node);
            graph.nodes().add(new Node("atan", "Atan", Graph.ONNX, List.of("plain"), List.of(hidden), Map.of()));
            return OnnxFile.write(graph, name -> false);
        }
    }

    private static long threads() throws IOException {
        try (Stream<Path> threads = Files.list(THREADS)) {
            return threads.count();
        }
    }

    /** A native session has threads of its own until it is closed, which show that it is there. */
    @Test
    void open_operatorWithoutAGradient_closesTheSessionOfTheFrozenLayers() throws IOException {
        Assumptions.assumeTrue(Files.exists(THREADS), "threads are counted in /proc");
        Lora method = Lora.rank(2).targets("mlp.up");
        int threads = 9;
        try (BaseModel base =
                BaseModel.open(withoutGradient(), ModelOptions.defaults().withThreads(threads))) {
            TrainingSpec spec = new TrainingSpec(
                    method,
                    method.select(base.targetModules()),
                    Pooling.MEAN,
                    32,
                    new Objective.Softmax(2, new HeadConfig.Linear()),
                    0);
            assertThat(new ForwardPass((OnnxBaseModel) base, spec).cut()).isPresent();
            long before = threads();
            for (int i = 0; i < 8; i++) {
                assertThatThrownBy(() -> OnnxTrainingSession.open((OnnxBaseModel) base, spec, Resources.defaults()))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("Atan");
            }

            assertThat(threads() - before).isLessThan(4 * threads);
        }
    }
}
