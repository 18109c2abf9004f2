package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.Rows;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Adapters of a layer that a model uses several times, and of which there is more than one buffer holds, which is 2 GiB. */
class RepeatedLayerTest {
    private static final int SIZE = 64;

    /** A layer whose weight is used so many times, each time for an output of its own. */
    private static BaseModel open(int times) {
        Graph graph = new Graph(Map.of(Graph.ONNX, 17L));
        List<String> dims = List.of("batch", Integer.toString(SIZE));
        float[] weight = TestAdapters.floats(new SplittableRandom(1), SIZE, SIZE);
        graph.inputs().add(new ValueInfo("x", OnnxTypes.FLOAT, dims));
        graph.initializers().put("weight", TensorData.floats(weight, SIZE, SIZE));
        for (int i = 0; i < times; i++) {
            List<String> inputs = List.of("x", "weight");
            graph.nodes().add(new Node("/layer/MatMul_" + i, "MatMul", Graph.ONNX, inputs, List.of("y" + i), Map.of()));
            graph.outputs().add(new ValueInfo("y" + i, OnnxTypes.FLOAT, dims));
        }
        return BaseModel.open(TestModels.bytes(graph));
    }

    @Test
    void run_layerThatIsUsedTwice_isAdaptedEachTime() {
        Map<String, Tensor> inputs = Map.of("x", TestAdapters.tensor(new SplittableRandom(2), 3, SIZE));
        try (BaseModel once = open(1);
                BaseModel twice = open(2);
                BoundAdapter one = once.adapted().bind(TestAdapters.adapter(once, Lora.rank(2), 1));
                BoundAdapter two = twice.adapted().bind(TestAdapters.adapter(twice, Lora.rank(2), 1))) {
            float[] expected = once.adapted().run(inputs, one).get("y0").toFloatArray();
            Map<String, Tensor> outputs = twice.adapted().run(inputs, two);

            assertThat(outputs.get("y0").toFloatArray()).containsExactly(expected, within(1e-5f));
            assertThat(outputs.get("y1").toFloatArray()).containsExactly(expected, within(1e-5f));
        }
    }

    @Test
    void runRows_moreThanCanBeCopiedTogether_givesEachRowItsOwn() {
        Lora method = Lora.rank(1 << 14).alpha(1);
        int rows = 300; // of 8 MiB each
        Map<String, Tensor> inputs = Map.of("x", TestAdapters.tensor(new SplittableRandom(2), rows, SIZE));
        try (BaseModel base = open(1);
                BoundAdapter first = base.adapted().bind(TestAdapters.adapter(base, method, 1));
                BoundAdapter second = base.adapted().bind(TestAdapters.adapter(base, method, 2))) {
            List<@Nullable BoundAdapter> adapters = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                adapters.add(row % 3 == 0 ? null : row % 3 == 1 ? first : second);
            }
            Rows.assertAsAlone(base, inputs, adapters);
        }
    }

    @Test
    void bind_moreThanOneBufferHolds_isRefused() {
        try (BaseModel base = open(70)) {
            Adapter adapter = TestAdapters.adapter(base, Lora.rank(1 << 16), 1);

            assertThatThrownBy(() -> base.adapted().bind(adapter))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("bytes");
        }
    }
}
