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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrozenCutTest {
    private static Optional<FrozenCut> cut(String... targets) {
        try (BaseModel base = TinyBase.open(1)) {
            Lora method = Lora.rank(2).targets(targets);
            TrainingSpec spec = new TrainingSpec(
                    method,
                    method.select(base.targetModules()),
                    Pooling.MEAN,
                    32,
                    new Objective.Softmax(2, new HeadConfig.Linear()),
                    0);
            return new ForwardPass((OnnxBaseModel) base, spec).cut();
        }
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
                .containsExactly("/encoder/layer.0/attention/output/LayerNorm/LayerNormalization_output_0");
        assertThat(cut.boundaries().get(0).width()).isEqualTo(32);
        assertThat(count(cut.frozen(), "Softmax")).isEqualTo(1);
        assertThat(count(cut.trained(), "Softmax")).isZero();
        assertThat(cut.trained().inputs()).noneMatch(input -> input.name().equals("input_ids"));
    }

    @Test
    void of_anAdapterOnTheSecondHalfOfTheMlp_cutsTheResidualToo() {
        assertThat(cut("mlp.down").orElseThrow().boundaries())
                .extracting(FrozenCut.Boundary::width)
                .containsExactlyInAnyOrder(32, 64);
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
    void of_adaptersFromTheFirstLayerOn_isNotWorthIt() {
        assertThat(cut("all-linear")).isEmpty();
    }
}
