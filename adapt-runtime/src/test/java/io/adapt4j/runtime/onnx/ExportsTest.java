package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoraAdapter;
import ai.onnxruntime.OrtSession;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.export.Exports;
import io.adapt4j.runtime.export.OnnxAdapterFile;
import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.kit.MethodCase;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.tensor.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exported runs in ONNX Runtime without this library. */
class ExportsTest {
    private static final int ROWS = 5;
    private static final Tensor X = TestAdapters.tensor(new SplittableRandom(9), ROWS, EveryKind.IN);

    @TempDir
    private Path folder;

    private static Map<String, float[]> bareRun(Path model, @Nullable Path adapter) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, float[]> outputs = new TreeMap<>();
        try (OrtSession session = environment.createSession(model.toString());
                OnnxTensor x = OnnxTensor.createTensor(
                        environment,
                        FloatBuffer.wrap(X.toFloatArray()),
                        X.shape().getShape());
                OrtSession.RunOptions options = new OrtSession.RunOptions();
                OrtLoraAdapter lora = adapter == null ? null : OrtLoraAdapter.create(adapter.toString())) {
            if (lora != null) {
                options.addActiveLoraAdapter(lora);
            }
            try (OrtSession.Result result = session.run(Map.of("x", x), options)) {
                for (String name : session.getOutputNames()) {
                    FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
                    float[] values = new float[buffer.remaining()];
                    buffer.get(values);
                    outputs.put(name, values);
                }
            }
        }
        return outputs;
    }

    private static Map<String, float[]> floats(Map<String, Tensor> tensors) {
        Map<String, float[]> floats = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> floats.put(name, tensor.toFloatArray()));
        return floats;
    }

    private static void assertClose(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                assertThat(actual.get(name)[i])
                        .as(name)
                        .isCloseTo(values[i], within(1e-4f * Math.max(1, Math.abs(values[i]))));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.adapt4j.runtime.kit.MethodCase#all")
    void mergedModel_everyMethod_givesTheAdaptedOutputsInABareSession(MethodCase method) throws Exception {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()))) {
            Adapter adapter = method.adapter(base, 1);
            Exports.mergedModel(base, adapter, folder.resolve("merged.onnx"));
            try (BoundAdapter bound = base.adapted().bind(adapter)) {
                assertClose(
                        bareRun(folder.resolve("merged.onnx"), null),
                        floats(base.adapted().run(Map.of("x", X), bound)));
            }
        }
    }

    @Test
    void adapter_lowRankMethods_areActivatedByOnnxRuntimeItself() throws Exception {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()))) {
            List<String> modules =
                    base.targetModules().stream().map(module -> module.path()).toList();
            Path model = folder.resolve("ready.onnx");
            Exports.adapterReadyModel(base, modules, model);
            assertClose(bareRun(model, null), floats(base.run(Map.of("x", X))));
            for (MethodCase method : MethodCase.all()) {
                if (List.of("Dora", "Ia3").contains(method.toString())) {
                    continue;
                }
                Adapter adapter = method.adapter(base, 1);
                Path file = folder.resolve(method + ".onnx_adapter");
                Exports.adapter(base, adapter, file);
                try (BoundAdapter bound = base.adapted().bind(adapter)) {
                    assertClose(bareRun(model, file), floats(base.adapted().run(Map.of("x", X), bound)));
                }
            }
        }
    }

    @Test
    void readAdapter_whatWasWritten_isTheSameLora() throws IOException {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()))) {
            MethodCase lora = MethodCase.all().get(0);
            Path file = folder.resolve("a.onnx_adapter");
            Exports.adapter(base, lora.adapter(base, 1), file);
            Adapter read = Exports.readAdapter(file, base);
            Exports.adapter(base, read, folder.resolve("b.onnx_adapter"));

            Map<String, Tensor> first = OnnxAdapterFile.read(file);
            Map<String, Tensor> second = OnnxAdapterFile.read(folder.resolve("b.onnx_adapter"));
            assertThat(second.keySet()).isEqualTo(first.keySet());
            first.forEach(
                    (name, tensor) -> assertThat(second.get(name)).as(name).isEqualTo(tensor));
        }
    }

    @Test
    void exports_diskIsFull_leaveWhatWasThere() throws IOException {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
                FileSystem disk = Jimfs.newFileSystem(Configuration.unix().toBuilder()
                        .setBlockSize(512)
                        .setMaxSize(2048)
                        .build())) {
            Adapter lora = MethodCase.all().get(0).adapter(base, 1);
            Path exports = Files.createDirectory(disk.getPath("/exports"));
            Path file = Files.writeString(exports.resolve("it"), "what was there");
            List<ThrowingCallable> all = List.of(
                    () -> Exports.mergedModel(base, lora, file),
                    () -> Exports.adapterReadyModel(base, List.of("plain"), file),
                    () -> Exports.adapter(base, lora, file));

            for (ThrowingCallable export : all) {
                assertThatThrownBy(export).isInstanceOf(IOException.class).hasMessageContaining("disk space");
                assertThat(file).hasContent("what was there");
                assertThat(exports)
                        .isDirectoryContaining(file::equals)
                        .isDirectoryNotContaining(it -> !it.equals(file));
            }
        }
    }

    @Test
    void readAdapter_emptyMatrix_isRefusedByName() throws IOException {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()))) {
            Path file = folder.resolve("empty.onnx_adapter");
            OnnxAdapterFile.write(
                    Map.of(
                            "plain.lora_A.weight", Tensor.of(new float[0], 0, 2),
                            "plain.lora_B.weight", Tensor.of(new float[2 * EveryKind.OUT], 2, EveryKind.OUT)),
                    file);

            assertThatThrownBy(() -> Exports.readAdapter(file, base))
                    .isInstanceOf(InvalidAdapterException.class)
                    .hasMessageContaining("plain");
        }
    }

    @Test
    void adapter_methodsThatScale_areRefused() {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()))) {
            Adapter ia3 = MethodCase.all().get(2).adapter(base, 1);

            assertThatThrownBy(() -> Exports.adapter(base, ia3, folder.resolve("x")))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    @Test
    void read_brokenFiles_failTyped() throws IOException {
        Tensor tensor = TestAdapters.tensor(new SplittableRandom(1), 3, 4);
        byte[] good = OnnxAdapterFile.bytes(Map.of("m.lora_A.weight", tensor, "m.lora_B.weight", tensor));
        assertThat(OnnxAdapterFile.read(good)).containsEntry("m.lora_A.weight", tensor);
        Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(good, good.length / 2));

        assertThatThrownBy(() -> OnnxAdapterFile.read(folder.resolve("cut")))
                .isInstanceOf(InvalidAdapterException.class);
        assertThatThrownBy(() -> OnnxAdapterFile.read(folder.resolve("none")))
                .isInstanceOf(InvalidAdapterException.class);
        assertThatThrownBy(() -> OnnxAdapterFile.read(new byte[100])).isInstanceOf(InvalidAdapterException.class);
    }
}
