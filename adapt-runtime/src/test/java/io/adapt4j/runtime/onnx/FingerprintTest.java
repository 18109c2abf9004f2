package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.method.Matrices;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One model in two forms, told by its weights. */
class FingerprintTest {
    private static final Map<String, Tensor> INPUTS =
            Map.of("x", TestAdapters.tensor(new SplittableRandom(9), 3, EveryKind.IN));

    /** The same computation: one weight is stored under another name in the other orientation, and the nodes are numbered. */
    private static Graph otherForm() {
        Graph graph = TestModels.everyKind();
        float[] weight = new float[EveryKind.IN * EveryKind.OUT];
        TensorData stored = graph.initializers().remove("plain.weight");
        assertThat(stored).isNotNull();
        stored.data().asFloatBuffer().get(weight);
        graph.initializers()
                .put(
                        "weights::7",
                        TensorData.floats(Matrices.transposed(weight, EveryKind.IN, 1), EveryKind.OUT, EveryKind.IN));
        graph.nodes()
                .replaceAll(node -> node.name().equals("/plain/MatMul")
                        ? new Node(
                                "/plain/Gemm",
                                "Gemm",
                                Graph.ONNX,
                                List.of("x", "weights::7"),
                                node.outputs(),
                                Map.of("transB", Attribute.of(1L)))
                        : node);
        return graph;
    }

    private static Graph otherWeights() {
        Graph graph = TestModels.everyKind();
        graph.initializers().computeIfPresent("plain.weight", (name, data) -> {
            float[] values = new float[(int) data.size()];
            data.data().asFloatBuffer().get(values);
            values[7] = Math.nextUp(values[7]);
            return TensorData.floats(values, data.dims());
        });
        return graph;
    }

    private static BaseModel open(Graph graph) {
        return BaseModel.open(TestModels.bytes(graph));
    }

    @Test
    void fingerprint_sameWeightsInAnotherForm_isTheSame() {
        try (BaseModel one = open(TestModels.everyKind());
                BaseModel other = open(otherForm());
                BaseModel changed = open(otherWeights())) {
            assertThat(other.hash()).isNotEqualTo(one.hash());
            assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
            assertThat(changed.fingerprint()).isNotEqualTo(one.fingerprint());
        }
    }

    @Test
    void bind_adapterOfTheOtherForm_givesTheSameOutputs() {
        try (BaseModel one = open(TestModels.everyKind());
                BaseModel other = open(otherForm())) {
            Adapter adapter = bound(one);
            try (BoundAdapter here = one.adapted().bind(adapter);
                    BoundAdapter there = other.adapted().bind(adapter)) {
                Map<String, Tensor> expected = one.adapted().run(INPUTS, here);
                other.adapted().run(INPUTS, there).forEach((name, tensor) -> assertThat(tensor.toFloatArray())
                        .as(name)
                        .containsExactly(expected.get(name).toFloatArray(), within(1e-5f)));
            }
        }
    }

    @Test
    void deploy_hostOfSeveralBases_findsTheFormThatItHas() {
        try (BaseModel one = open(TestModels.everyKind());
                BaseModel other = open(otherForm());
                BaseModel changed = open(otherWeights());
                AdapterHost host = AdapterHost.on(changed)) {
            host.add(other);
            host.deploy("tenant", bound(one));

            assertThat(host.run("tenant", INPUTS)).containsKey("y.plain");
        }
    }

    @Test
    void bind_adapterOfOtherWeights_isRefused() {
        try (BaseModel one = open(TestModels.everyKind());
                BaseModel changed = open(otherWeights())) {
            Adapter adapter = bound(one);

            assertThatThrownBy(() -> changed.adapted().bind(adapter))
                    .isInstanceOf(IncompatibleAdapterException.class)
                    .hasMessageContaining(one.hash().toString())
                    .hasMessageContaining(changed.hash().toString());
        }
    }

    private static Adapter bound(BaseModel base) {
        Adapter adapter = TestAdapters.adapter(base, Lora.rank(2), 5);
        return new Adapter(
                adapter.method(),
                adapter.deltas(),
                adapter.head(),
                adapter.tokenizer(),
                adapter.manifest().withBase(base));
    }
}
