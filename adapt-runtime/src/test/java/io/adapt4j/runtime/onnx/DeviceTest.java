package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ModelOptions;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.tensor.Tensor;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Bases on devices; those on a GPU are skipped unless the build runs with {@code -Donnxruntime.artifact=onnxruntime_gpu}. */
class DeviceTest {
    private static final byte[] MODEL = TestModels.bytes(TestModels.everyKind());
    private static final Map<String, Tensor> INPUTS =
            Map.of("x", TestAdapters.tensor(new SplittableRandom(9), 5, EveryKind.IN));

    private static boolean cuda() {
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    @Test
    void open_onAGpuWithoutCuda_saysWhichArtifactHasIt() {
        Assumptions.assumeFalse(cuda(), "this ONNX Runtime has CUDA");
        ModelOptions options = ModelOptions.defaults().withDevice(Device.gpu(1));
        assertThatThrownBy(() -> BaseModel.open(MODEL, options))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("gpu(1)")
                .hasMessageContaining("com.microsoft.onnxruntime:onnxruntime_gpu");
    }

    @Test
    void open_onADeviceOfAnotherKind_isRefused() {
        ModelOptions options = ModelOptions.defaults().withDevice(Device.of("tpu", 0));
        assertThatThrownBy(() -> BaseModel.open(MODEL, options))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("tpu(0)")
                .hasMessageContaining("cpu()");
    }

    @Test
    void run_onAGpu_givesWhatTheCpuGives() {
        Assumptions.assumeTrue(cuda(), "this ONNX Runtime has no CUDA");
        try (BaseModel cpu = BaseModel.open(MODEL);
                BaseModel gpu = BaseModel.open(MODEL, ModelOptions.defaults().withDevice(Device.gpu()))) {
            assertThat(gpu.hash()).isEqualTo(cpu.hash());
            assertClose(gpu.run(INPUTS), cpu.run(INPUTS));
            Adapter adapter = TestAdapters.adapter(cpu, Lora.rank(3), 1);
            try (BoundAdapter onCpu = cpu.adapted().bind(adapter);
                    BoundAdapter onGpu = gpu.adapted().bind(adapter)) {
                Map<String, Tensor> expected = cpu.adapted().run(INPUTS, onCpu);
                assertClose(gpu.adapted().run(INPUTS, onGpu), expected);
                assertClose(
                        gpu.adapted()
                                .runRows(
                                        INPUTS,
                                        Stream.of(1, 2, 3, 4, 0)
                                                .map(row -> row == 0 ? null : onGpu)
                                                .toList()),
                        cpu.adapted()
                                .runRows(
                                        INPUTS,
                                        Stream.of(1, 2, 3, 4, 0)
                                                .map(row -> row == 0 ? null : onCpu)
                                                .toList()));
                gpu.adapted().merge(onGpu);
                assertClose(gpu.adapted().run(INPUTS, onGpu), expected);
            }
        }
    }

    private static void assertClose(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> {
            float[] values = actual.get(name).toFloatArray();
            float[] others = tensor.toFloatArray();
            for (int i = 0; i < others.length; i++) {
                assertThat(values[i]).as(name).isCloseTo(others[i], within(1e-3f));
            }
        });
    }
}
