package io.adapt4j.train;

import io.adapt4j.BaseModel;
import io.adapt4j.train.testing.TinyBase;

/** The forms of one base model, one for each engine; training on one must be as training on the other. */
public enum BaseForm {
    ONNX {
        @Override
        BaseModel open(long seed) {
            return TinyBase.open(seed);
        }

        @Override
        byte[] bytes(long seed) {
            return TinyBase.onnx(seed);
        }
    },
    TORCH_SCRIPT {
        @Override
        BaseModel open(long seed) {
            return TinyBase.openTorchScript(seed);
        }

        @Override
        byte[] bytes(long seed) {
            return TinyBase.torchScript(seed);
        }
    };

    /** Opens the model with the weights of a seed. */
    abstract BaseModel open(long seed);

    /** The model as a file. */
    abstract byte[] bytes(long seed);
}
