package io.adapt4j.runtime.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.runtime.onnx.TestModels;
import io.adapt4j.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One model in both formats. */
class SameModelTest {
    @Test
    void run_everyKind_givesWhatTheOnnxEngineGives() {
        Map<String, Tensor> inputs = EveryKind.inputs(5);
        TorchUnderTest engine = new TorchUnderTest();
        try (BaseModel torch = engine.open(engine.everyKind());
                BaseModel onnx = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
                BoundAdapter ours = torch.adapted().bind(TestAdapters.adapter(torch, Lora.rank(4), 1));
                BoundAdapter theirs = onnx.adapted().bind(TestAdapters.adapter(onnx, Lora.rank(4), 1))) {
            assertThat(torch.targetModules()).isEqualTo(onnx.targetModules());
            assertThat(torch.fingerprint()).isEqualTo(onnx.fingerprint());
            assertSame(torch.run(inputs), onnx.run(inputs));
            assertSame(torch.adapted().run(inputs, ours), onnx.adapted().run(inputs, theirs));
        }
    }

    private static void assertSame(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> assertThat(actual.get(name).toFloatArray())
                .as(name)
                .containsExactly(tensor.toFloatArray(), within(1e-4f)));
    }
}
