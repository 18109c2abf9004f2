package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.runtime.kit.SharedFixtures;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Real models and adapters in PEFT's format, against outputs computed elsewhere from merged weights in double precision. */
class RealModelsTest {
    static BaseModel miniLm() throws IOException {
        try (InputStream in = RealModelsTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            return BaseModel.open(in.readAllBytes());
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
    void run_peftAdapterOnALlamaModel_givesTheExpectedOutputs() throws IOException {
        try (BaseModel base = BaseModel.open(SharedFixtures.file("models/stories260k.onnx"))) {
            SharedFixtures.assertFixture(
                    base, "logits", "models/stories260k.base-expected.json", "adapters/stories260k-lora-qv");
        }
    }
}
