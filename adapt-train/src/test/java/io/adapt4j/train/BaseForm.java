package io.adapt4j.train;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.runtime.kit.TestResources;
import io.adapt4j.train.testing.TinyBase;

/** The models that training is tested on; on the first two, forms of one model, it must give the same. */
public enum BaseForm {
    ONNX(32) {
        @Override
        BaseModel open(long seed) {
            return TinyBase.open(seed);
        }

        @Override
        byte[] bytes(long seed) {
            return TinyBase.onnx(seed);
        }
    },
    TORCH_SCRIPT(32) {
        @Override
        BaseModel open(long seed) {
            return TinyBase.openTorchScript(seed);
        }

        @Override
        byte[] bytes(long seed) {
            return TinyBase.torchScript(seed);
        }
    },
    /** A TorchScript program whose targets are each written in another way; it has one set of weights. */
    TEXT_KINDS(16) {
        @Override
        BaseModel open(long seed) {
            return torchScript("text-kinds");
        }

        @Override
        byte[] bytes(long seed) {
            return TestResources.bytes("/torchscript/text-kinds.pt");
        }
    };

    private final int hidden;

    BaseForm(int hidden) {
        this.hidden = hidden;
    }

    /** Opens the model with the weights of a seed. */
    abstract BaseModel open(long seed);

    /** The model as a file. */
    abstract byte[] bytes(long seed);

    /** The size of its hidden states. */
    int hidden() {
        return hidden;
    }

    /** One of the small archives of the engine's tests. */
    static BaseModel torchScript(String name) {
        byte[] archive = TestResources.bytes("/torchscript/" + name + ".pt");
        return BaseModel.open(archive, ModelOptions.defaults().withThreads(1));
    }
}
