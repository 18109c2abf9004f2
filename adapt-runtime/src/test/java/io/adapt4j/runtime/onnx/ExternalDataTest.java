package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose weights lie in a file beside them. */
class ExternalDataTest {
    private static final byte[] MODEL = TestModels.bytes(TestModels.everyKind());
    private static final Map<String, Tensor> INPUTS =
            Map.of("x", TestAdapters.tensor(new SplittableRandom(1), 3, EveryKind.IN));

    @TempDir
    private Path folder;

    /** Writes the model with every initializer in a data file, the first one after a gap. */
    private Path model(String location, byte[] suffix, int missingBytes) throws IOException {
        OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.parseFrom(MODEL).toBuilder();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(new byte[64]);
        for (OnnxMl.TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            byte[] values = tensor.getRawData().toByteArray();
            tensor.clearRawData()
                    .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", location))
                    .addExternalData(entry("offset", Integer.toString(data.size())))
                    .addExternalData(entry("length", Integer.toString(values.length)));
            data.write(values);
        }
        data.write(suffix);
        byte[] bytes = data.toByteArray();
        Files.write(folder.resolve("weights.bin"), java.util.Arrays.copyOf(bytes, bytes.length - missingBytes));
        return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
    }

    private static OnnxMl.StringStringEntryProto entry(String key, String value) {
        return OnnxMl.StringStringEntryProto.newBuilder()
                .setKeyBytes(ByteString.copyFromUtf8(key))
                .setValueBytes(ByteString.copyFromUtf8(value))
                .build();
    }

    @Test
    void open_weightsInAFileBesideTheModel_isTheSameModel() throws IOException {
        try (BaseModel whole = BaseModel.open(MODEL);
                BaseModel split = BaseModel.open(model("weights.bin", new byte[5], 0));
                BoundAdapter first = whole.adapted().bind(TestAdapters.adapter(whole, Lora.rank(2), 1));
                BoundAdapter second = split.adapted().bind(TestAdapters.adapter(split, Lora.rank(2), 1))) {
            assertThat(split.hash()).isEqualTo(whole.hash());
            assertThat(split.run(INPUTS)).isEqualTo(whole.run(INPUTS));
            assertThat(split.adapted().run(INPUTS, second))
                    .isEqualTo(whole.adapted().run(INPUTS, first));
        }
    }

    @Test
    void open_dataFileTruncated_isRefusedByName() throws IOException {
        Path model = model("weights.bin", new byte[0], 1);
        assertThatThrownBy(() -> BaseModel.open(model))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("weights.bin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.bin", "../weights.bin", "/etc/hostname", "a/../../weights.bin"})
    void open_dataFileMissingOrOutsideTheFolder_isRefusedByName(String location) throws IOException {
        Path model = model(location, new byte[0], 0);
        assertThatThrownBy(() -> BaseModel.open(model))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(location);
    }
}
