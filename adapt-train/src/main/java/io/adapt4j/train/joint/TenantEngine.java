package io.adapt4j.train.joint;

import io.adapt4j.BaseModel;
import io.adapt4j.train.Resources;
import io.adapt4j.train.spi.JointSession.Slot;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import java.util.List;
import java.util.function.Function;

/**
 * The engine that one of several trainings sees: its sessions have parameters of their own, and leave the computing to others.
 *
 * @param name the engine's name
 * @param step computes the gradients of a slot and gives the loss
 */
record TenantEngine(String name, Function<Slot, Float> step) implements TrainingEngine {

    @Override
    public String engine() {
        return name;
    }

    @Override
    public TrainingSession open(BaseModel base, TrainingSpec spec, Resources resources) {
        List<Parameter> parameters = SlotParameters.of(spec);
        return new TrainingSession() {
            @Override
            public List<Parameter> parameters() {
                return parameters;
            }

            @Override
            public float forwardBackward(TrainingBatch batch) {
                return step.apply(new Slot(spec, parameters, batch));
            }

            @Override
            public void close() {}
        };
    }
}
