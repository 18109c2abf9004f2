package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Real models and adapters in PEFT's format, against outputs computed elsewhere from merged weights in double precision. */
class RealModelsTest {
    private static final Path SHARED = Path.of(System.getProperty("adapt4j.shared", "none"));

    static BaseModel miniLm() throws IOException {
        try (InputStream in = RealModelsTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            return BaseModel.open(in.readAllBytes());
        }
    }

    private static JsonObject json(String file) throws IOException {
        Path path = SHARED.resolve(file);
        Assumptions.assumeTrue(Files.isRegularFile(path), "the shared fixtures are not there");
        return JsonParser.parseString(Files.readString(path)).getAsJsonObject();
    }

    private static Map<String, Tensor> inputs(JsonObject expected, BaseModel base) {
        Map<String, Tensor> inputs = new TreeMap<>();
        JsonObject given = expected.getAsJsonObject("inputs");
        base.signature()
                .inputs()
                .forEach(port -> inputs.put(
                        port.name(),
                        given.has(port.name())
                                ? Tensor.of(longs(given.getAsJsonArray(port.name())))
                                : Tensor.of(
                                        new long[2]
                                                [given.getAsJsonArray("input_ids")
                                                        .get(0)
                                                        .getAsJsonArray()
                                                        .size()])));
        return inputs;
    }

    private static long[][] longs(JsonArray rows) {
        long[][] values = new long[rows.size()][];
        for (int r = 0; r < values.length; r++) {
            JsonArray row = rows.get(r).getAsJsonArray();
            values[r] = new long[row.size()];
            for (int c = 0; c < row.size(); c++) {
                values[r][c] = row.get(c).getAsLong();
            }
        }
        return values;
    }

    private static void assertOutputs(JsonObject expected, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        Tensor actual = outputs.get(expected.get("output").getAsString());
        int sequence = (int) actual.dimension(1);
        int width = (int) actual.dimension(2);
        long[] mask = new long[2 * sequence];
        inputs.get("attention_mask").longs().get(mask);
        double largest = 0;
        for (float value : actual.toFloatArray()) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int row = 0; row < 2; row++) {
            int last = 0;
            for (int t = 0; t < sequence; t++) {
                last = mask[row * sequence + t] == 1 ? t : last;
            }
            compare(expected.getAsJsonArray("first_token").get(row), actual, row * sequence * width, largest);
            compare(
                    expected.getAsJsonArray("last_unmasked_token").get(row),
                    actual,
                    (row * sequence + last) * width,
                    largest);
        }
    }

    private static void compare(JsonElement expected, Tensor actual, int offset, double largest) {
        JsonArray values = expected.getAsJsonArray();
        for (int i = 0; i < values.size(); i++) {
            assertThat((double) actual.floats().get(offset + i))
                    .isCloseTo(values.get(i).getAsDouble(), within(1e-4 * largest));
        }
    }

    private static void assertFixture(BaseModel base, String baseFile, String adapterFolder) throws IOException {
        JsonObject plain = json(baseFile);
        assertOutputs(plain, inputs(plain, base), base.run(inputs(plain, base)));
        JsonObject adapted = json(adapterFolder + "/expected.json");
        Adapter adapter = Adapter.load(SHARED.resolve(adapterFolder)).boundTo(base.hash());
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            assertOutputs(adapted, inputs(adapted, base), base.adapted().run(inputs(adapted, base), bound));
        }
    }

    @Test
    void run_withoutAdapter_isABareSessionBitForBit() throws Exception {
        try (InputStream in = RealModelsTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx");
                BaseModel base = miniLm();
                OrtSession bare = OrtEnvironment.getEnvironment().createSession(in.readAllBytes())) {
            for (int[] size : new int[][] {{1, 3}, {2, 16}, {5, 33}}) {
                Map<String, Tensor> inputs = new TreeMap<>();
                Map<String, OnnxTensor> bareInputs = new TreeMap<>();
                for (String name : new String[] {"input_ids", "attention_mask", "token_type_ids"}) {
                    long[][] values = new long[size[0]][size[1]];
                    for (int i = 0; i < size[0] * size[1]; i++) {
                        values[i / size[1]][i % size[1]] =
                                name.equals("input_ids") ? 999 + 37 * i : name.equals("attention_mask") ? 1 : 0;
                    }
                    inputs.put(name, Tensor.of(values));
                    bareInputs.put(name, OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values));
                }
                try (OrtSession.Result result = bare.run(bareInputs)) {
                    for (Map.Entry<String, OnnxValue> output : result) {
                        FloatBuffer expected = ((OnnxTensor) output.getValue()).getFloatBuffer();
                        assertThat(base.run(inputs).get(output.getKey()).floats())
                                .isEqualTo(expected);
                        assertThat(base.adapted()
                                        .run(inputs, null)
                                        .get(output.getKey())
                                        .floats())
                                .isEqualTo(expected);
                    }
                } finally {
                    bareInputs.values().forEach(OnnxTensor::close);
                }
            }
        }
    }

    @Test
    void run_moreTokensThanPositions_isRefusedBeforeItReachesTheRuntime() throws IOException {
        try (BaseModel base = miniLm()) {
            Map<String, Tensor> inputs = new TreeMap<>();
            for (String name : new String[] {"input_ids", "attention_mask", "token_type_ids"}) {
                inputs.put(name, Tensor.of(new long[1][513]));
            }
            assertThatThrownBy(() -> base.run(inputs))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("513")
                    .hasMessageContaining("512");
        }
    }

    @Test
    void run_peftAdapterOnMiniLm_givesTheExpectedOutputs() throws IOException {
        try (BaseModel base = miniLm()) {
            assertFixture(base, "adapters/minilm-base-expected.json", "adapters/minilm-lora-qv");
        }
    }

    @Test
    void run_peftAdapterOnALlamaModel_givesTheExpectedOutputs() throws IOException {
        Path file = SHARED.resolve("models/stories260k.onnx");
        Assumptions.assumeTrue(Files.isRegularFile(file), "the shared models are not there");
        try (BaseModel base = BaseModel.open(file)) {
            assertFixture(base, "models/stories260k.base-expected.json", "adapters/stories260k-lora-qv");
        }
    }

    @Test
    void targetModules_ofMiniLm_haveRoles() throws IOException {
        try (BaseModel base = miniLm()) {
            assertThat(base.targetModules()).hasSize(36);
            assertThat(base.targetModules())
                    .extracting(module -> module.path() + " = " + module.role().orElse("none"))
                    .contains(
                            "encoder.layer.0.attention.self.query = attention.query",
                            "encoder.layer.3.attention.output.dense = attention.output",
                            "encoder.layer.5.intermediate.dense = mlp.up",
                            "encoder.layer.5.output.dense = mlp.down");
        }
    }
}
