package io.adapt4j.runtime.kit;

import io.adapt4j.BaseModel;
import io.adapt4j.runtime.onnx.OnnxParameters;
import io.adapt4j.runtime.pytorch.archive.ArchiveTemplate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/** all-MiniLM-L6-v2 in each format. */
public final class MiniLm {
    private MiniLm() {}

    public static byte[] onnx() {
        return TestResources.bytes("/all-minilm-l6-v2.onnx");
    }

    /** A TorchScript archive with the weights of {@link #onnx}. */
    public static byte[] torchScript() {
        ArchiveTemplate template = ArchiveTemplate.read(
                new ByteArrayInputStream(TestResources.bytes("/torchscript/all-minilm-l6-v2.template")));
        ByteArrayOutputStream archive = new ByteArrayOutputStream(100 << 20);
        try (BaseModel base = BaseModel.open(onnx())) {
            template.fill(new OnnxParameters(base).get(template.missing().keySet()), archive);
        }
        return archive.toByteArray();
    }
}
