package io.adapt4j.runtime.onnx;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.runtime.kit.EngineUnderTest;
import io.adapt4j.runtime.kit.MiniLm;

/** The kits' models as ONNX files. */
final class OnnxUnderTest implements EngineUnderTest {
    @Override
    public byte[] everyKind() {
        return TestModels.bytes(TestModels.everyKind());
    }

    @Override
    public byte[] everyKindStoredOtherwise() {
        try (BaseModel base = BaseModel.open(everyKind())) {
            return TestModels.bytes(((OnnxBaseModel) base).graph());
        }
    }

    @Override
    public BaseModel folded() {
        return BaseModel.open(TestModels.bytes(TestModels.folded()));
    }

    @Override
    public BaseModel miniLm() {
        return BaseModel.open(
                MiniLm.onnx(), ModelOptions.defaults().withThreads(1).withProperty("prepacking", "none"));
    }
}
