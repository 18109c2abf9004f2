package io.adapt4j.train.testing.junit;

import io.adapt4j.BaseModel;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.train.testing.TinyBase;
import java.util.function.LongFunction;

/** The engines that a test can run on. */
public enum TestEngine {
    /** ONNX Runtime, which is always there. */
    ONNX(TinyBase::open),
    /** PyTorch, whose native libraries must be on the class path; where they are not, tests are skipped. */
    PYTORCH(TinyBase::openTorchScript);

    private final LongFunction<BaseModel> opener;

    TestEngine(LongFunction<BaseModel> opener) {
        this.opener = opener;
    }

    /**
     * Opens a tiny base on this engine; the caller closes it.
     *
     * @throws UnsupportedFeatureException when what the engine needs is not on the class path; says what
     */
    public BaseModel open(long seed) {
        return opener.apply(seed);
    }
}
