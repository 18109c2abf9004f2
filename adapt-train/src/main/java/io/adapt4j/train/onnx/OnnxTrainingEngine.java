package io.adapt4j.train.onnx;

import io.adapt4j.BaseModel;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.train.Resources;
import io.adapt4j.train.spi.JointSession;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;

/** Trains adapters on the models of the ONNX engine. */
public final class OnnxTrainingEngine implements TrainingEngine {

    @Override
    public String engine() {
        return "onnx";
    }

    @Override
    public TrainingSession open(BaseModel base, TrainingSpec spec, Resources resources) {
        return OnnxTrainingSession.open(require(base), spec, resources);
    }

    @Override
    public JointSession openJoint(BaseModel base, TrainingSpec spec) {
        return OnnxJointSession.open(require(base), spec);
    }

    private static OnnxBaseModel require(BaseModel base) {
        if (!(base instanceof OnnxBaseModel onnx)) {
            throw new UnsupportedFeatureException("Cannot train on "
                    + base.getClass().getName() + ": it calls its engine \"onnx\" but is not the ONNX engine's model");
        }
        return onnx;
    }
}
