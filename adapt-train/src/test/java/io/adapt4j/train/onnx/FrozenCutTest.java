package io.adapt4j.train.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrozenCutTest {
    private static Optional<FrozenCut> cut(String... targets) {
        try (BaseModel base = TinyBase.open(1)) {
            return cut(base, 32, targets);
        }
    }

    private static Optional<FrozenCut> cut(BaseModel base, int hidden, String... targets) {
        Lora method = Lora.rank(2).targets(targets);
        TrainingSpec spec = new TrainingSpec(
                method,
                method.select(base.targetModules()),
                Pooling.MEAN,
                hidden,
                new Objective.Softmax(2, new HeadConfig.Linear()),
                0);
        return new ForwardPass((OnnxBaseModel) base, spec).cut();
    }

    private static List<String> boundaries(FrozenCut cut) {
        return cut.boundaries().stream().map(FrozenCut.Boundary::name).sorted().toList();
    }

    private static long count(Graph graph, String op) {
        return graph.nodes().stream().map(Node::opType).filter(op::equals).count();
    }

    @Test
    void of_adaptersBehindTheAttention_cutsWhereItEnds() {
        FrozenCut cut = cut("mlp.up", "mlp.down").orElseThrow();

        assertThat(boundaries(cut))
                .hasSize(2)
                .contains("/encoder/layer.0/attention/output/LayerNorm/LayerNormalization_output_0")
                .anyMatch(name -> name.contains("encoder.layer.0.intermediate.dense/plain"));
        assertThat(cut.boundaries()).extracting(FrozenCut.Boundary::width).containsExactlyInAnyOrder(32, 64);
        assertThat(count(cut.frozen(), "Softmax")).isEqualTo(1);
        assertThat(count(cut.trained(), "Softmax")).isZero();
        assertThat(cut.trained().inputs()).noneMatch(input -> input.name().equals("input_ids"));
    }

    @Test
    void of_anAdapterOnTheSecondHalfOfTheMlp_cutsTheResidualToo() {
        assertThat(cut("mlp.down").orElseThrow().boundaries())
                .extracting(FrozenCut.Boundary::width)
                .containsExactlyInAnyOrder(32, 64, 32);
    }

    @Test
    void of_anAdapterOnTheValueAlone_computesAttentionWeightsInEachStep() {
        FrozenCut cut = cut("attention.value").orElseThrow();

        assertThat(count(cut.trained(), "Softmax")).isEqualTo(1);
        assertThat(count(cut.frozen(), "Softmax")).isZero();
        assertThat(cut.boundaries()).allMatch(boundary -> boundary.width() == 32);
        assertThat(cut.trained().inputs()).anyMatch(input -> input.name().equals("attention_mask"));
    }

    @Test
    void of_adaptersOnAllLayersOfMiniLm_isNotWorthIt() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/all-minilm-l6-v2.onnx");
                BaseModel base = BaseModel.open(in.readAllBytes())) {
            assertThat(cut(base, 384, "all-linear")).isEmpty();
        }
    }
}
