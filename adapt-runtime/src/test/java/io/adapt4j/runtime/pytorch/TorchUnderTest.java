package io.adapt4j.runtime.pytorch;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.runtime.kit.EngineUnderTest;
import io.adapt4j.runtime.kit.MiniLm;
import io.adapt4j.runtime.kit.TestResources;

/** The kits' models as TorchScript archives. */
final class TorchUnderTest implements EngineUnderTest {
    /** One thread for each call: with more, a busy machine spends its time waiting for the slowest. */
    static final ModelOptions OPTIONS = ModelOptions.defaults().withThreads(1);

    private static byte[] miniLm = new byte[0];

    private static ModelOptions inputs(String inputs) {
        return OPTIONS.withProperty("inputs", inputs);
    }

    /** One of the small archives. */
    static byte[] archive(String name) {
        return TestResources.bytes("/torchscript/" + name + ".pt");
    }

    /** One of the small archives, opened. */
    static BaseModel open(String name, String inputs) {
        return BaseModel.open(archive(name), inputs(inputs));
    }

    @Override
    public BaseModel open(byte[] model) {
        return BaseModel.open(model, inputs("x:FLOAT32[batch,24]"));
    }

    @Override
    public byte[] everyKind() {
        return archive("every-kind");
    }

    @Override
    public byte[] everyKindStoredOtherwise() {
        return archive("every-kind-reordered");
    }

    @Override
    public BaseModel folded() {
        return open("folded", "folded:FLOAT32[batch,2,12]");
    }

    @Override
    public BaseModel miniLm() {
        synchronized (TorchUnderTest.class) {
            if (miniLm.length == 0) {
                miniLm = MiniLm.torchScript();
            }
        }
        return BaseModel.open(miniLm, OPTIONS);
    }
}
