package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.TargetModule;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.kit.TestResources;
import io.adapt4j.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real models that were quantised dynamically. */
class QuantizedModelsTest {
    private static final String OUTPUT = "last_hidden_state";
    private static final int ROWS = 3;
    private static final int TOKENS = 12;
    private static final int HIDDEN = 384;

    private static Map<String, long[][]> ids() {
        Map<String, long[][]> values = new TreeMap<>();
        for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
            long[][] rows = new long[ROWS][TOKENS];
            for (int i = 0; i < ROWS * TOKENS; i++) {
                rows[i / TOKENS][i % TOKENS] =
                        name.equals("input_ids") ? 999 + 37L * i : name.equals("attention_mask") ? 1 : 0;
            }
            values.put(name, rows);
        }
        return values;
    }

    private static Map<String, Tensor> inputs(BaseModel base) {
        Map<String, Tensor> inputs = new TreeMap<>();
        ids().forEach((name, rows) -> inputs.put(name, Tensor.of(rows)));
        inputs.keySet().removeIf(name -> !base.signature().inputs().toString().contains(name));
        return inputs;
    }

    @ParameterizedTest
    @CsvSource({"all-minilm-l6-v2-q, 6", "bge-small-en-v1.5-q, 12"})
    void base_quantised_hasTheModulesOfBertAndRunsAsABareSessionDoes(String model, int layers) throws Exception {
        byte[] bytes = TestResources.bytes("/" + model + ".onnx");
        try (BaseModel base = BaseModel.open(bytes);
                OrtSession bare = OrtEnvironment.getEnvironment().createSession(bytes)) {
            assertThat(base.targetModules()).hasSize(6 * layers);
            assertThat(base.targetModules().stream().map(TargetModule::path))
                    .contains("encoder.layer.0.attention.self.query", "encoder.layer.5.output.dense");
            assertThat(base.targetModules().stream().map(module -> module.role().orElse("")))
                    .containsOnly(
                            "attention.query",
                            "attention.key",
                            "attention.value",
                            "attention.output",
                            "mlp.up",
                            "mlp.down");
            Map<String, OnnxTensor> bareInputs = new TreeMap<>();
            for (String name : inputs(base).keySet()) {
                bareInputs.put(name, OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), ids().get(name)));
            }
            try (OrtSession.Result result = bare.run(bareInputs)) {
                FloatBuffer expected = ((OnnxTensor) result.get(OUTPUT).orElseThrow()).getFloatBuffer();
                assertThat(base.run(inputs(base)).get(OUTPUT).floats()).isEqualTo(expected);
            } finally {
                bareInputs.values().forEach(OnnxTensor::close);
            }
        }
    }

    @Test
    void targetModules_miniLmInBytes_areThoseOfMiniLm() {
        try (BaseModel bytes = BaseModel.open(TestResources.bytes("/all-minilm-l6-v2-q.onnx"));
                BaseModel floats = BaseModel.open(TestResources.bytes("/all-minilm-l6-v2.onnx"))) {
            assertThat(bytes.targetModules()).hasSameElementsAs(floats.targetModules());
            assertThat(bytes.hash()).isNotEqualTo(floats.hash());
            for (TargetModule module : bytes.targetModules()) {
                float[] own = bytes.weight(module.path()).toFloatArray();
                float[] other = floats.weight(module.path()).toFloatArray();
                assertThat(cosine(own, other)).as(module.path()).isGreaterThan(0.999);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"all-minilm-l6-v2-q", "bge-small-en-v1.5-q"})
    void runRows_adaptersOnEveryModule_adaptEachRowByItsOwn(String model) {
        try (BaseModel base = BaseModel.open(TestResources.bytes("/" + model + ".onnx"));
                BoundAdapter one = base.adapted()
                        .bind(TestAdapters.adapter(base, Lora.rank(4).alpha(0.2), 1));
                BoundAdapter two = base.adapted()
                        .bind(TestAdapters.adapter(base, Lora.rank(2).alpha(0.2), 2))) {
            Map<String, Tensor> inputs = inputs(base);
            float[] plain = base.run(inputs).get(OUTPUT).toFloatArray();
            float[] ofOne = base.adapted().run(inputs, one).get(OUTPUT).toFloatArray();
            float[] ofTwo = base.adapted().run(inputs, two).get(OUTPUT).toFloatArray();
            assertThat(cosine(plain, ofOne)).isLessThan(0.99);
            float[] mixed = base.adapted()
                    .runRows(inputs, Arrays.asList(one, null, two))
                    .get(OUTPUT)
                    .toFloatArray();

            // Rows are rounded together, so that another row's adapter moves a row, by no more than rounding does.
            List<float[]> alone = List.of(row(ofOne, 0), row(plain, 1), row(ofTwo, 2));
            for (int r = 0; r < ROWS; r++) {
                double own = 1 - cosine(row(mixed, r), alone.get(r));
                assertThat(own).isLessThan(0.03);
                assertThat(1 - cosine(row(mixed, r), row(r == 1 ? ofOne : plain, r)))
                        .isGreaterThan(3 * own);
            }
        }
    }

    @Test
    void run_idBehindAQuantisedTable_isRefusedBeforeItReachesTheRuntime() {
        try (BaseModel base = BaseModel.open(TestResources.bytes("/all-minilm-l6-v2-q.onnx"))) {
            Map<String, Tensor> inputs = new TreeMap<>(inputs(base));
            inputs.put("input_ids", Tensor.of(new long[][] {{1, 30_522}, {1, 2}, {1, 2}}));
            assertThatThrownBy(() -> base.run(inputs)).isInstanceOf(InvalidInputException.class);
        }
    }

    private static float[] row(float[] values, int row) {
        return Arrays.copyOfRange(values, row * TOKENS * HIDDEN, (row + 1) * TOKENS * HIDDEN);
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            squareA += (double) a[i] * a[i];
            squareB += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(squareA * squareB);
    }
}
