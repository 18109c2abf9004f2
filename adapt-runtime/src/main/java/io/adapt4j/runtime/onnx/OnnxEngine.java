package io.adapt4j.runtime.onnx;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.runtime.onnx.proto.OnnxFile;
import io.adapt4j.spi.ModelEngine;
import io.adapt4j.spi.ModelSource;

/** Opens ONNX models. */
public final class OnnxEngine implements ModelEngine {
    /** Tag of the first field of a ModelProto, {@code ir_version} as a varint (onnx.proto). */
    private static final byte IR_VERSION_TAG = 0x08;

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public boolean recognises(ModelSource source) {
        byte[] head = source.head(2);
        boolean namedOnnx =
                source.file().map(file -> file.toString().endsWith(".onnx")).orElse(false);
        return namedOnnx || (head.length == 2 && head[0] == IR_VERSION_TAG && head[1] > 0 && head[1] < 32);
    }

    @Override
    public BaseModel open(ModelSource source, ModelOptions options) {
        return new OnnxBaseModel(OnnxFile.read(source), OnnxOptions.of(options));
    }
}
