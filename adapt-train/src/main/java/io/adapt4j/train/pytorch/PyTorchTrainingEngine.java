package io.adapt4j.train.pytorch;

import io.adapt4j.BaseModel;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.pytorch.PyTorchBaseModel;
import io.adapt4j.train.Resources;
import io.adapt4j.train.spi.JointSession;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;

/** Trains adapters on the models of the PyTorch engine. */
public final class PyTorchTrainingEngine implements TrainingEngine {

    @Override
    public String engine() {
        return "pytorch";
    }

    /** A program's forward is one call, and autograd keeps what it needs: nothing is cached and nothing recomputed. */
    @Override
    public TrainingSession open(BaseModel base, TrainingSpec spec, Resources resources) {
        return PyTorchTrainingSession.open(require(base, spec), spec);
    }

    @Override
    public JointSession openJoint(BaseModel base, TrainingSpec spec) {
        return PyTorchJointSession.open(require(base, spec), spec);
    }

    private static PyTorchBaseModel require(BaseModel base, TrainingSpec spec) {
        if (spec.embeddingNoise() > 0) {
            throw new UnsupportedFeatureException(
                    "The PyTorch engine cannot add noise to the token embeddings: a TorchScript"
                            + " program looks them up inside, where no argument reaches them; set embeddingNoise to 0, or train on the"
                            + " model's ONNX form");
        }
        if (!(base instanceof PyTorchBaseModel pytorch)) {
            throw new UnsupportedFeatureException(
                    "Cannot train on " + base.getClass().getName()
                            + ": it calls its engine \"pytorch\" but is not the PyTorch engine's model");
        }
        return pytorch;
    }
}
