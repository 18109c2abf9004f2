package io.adapt4j.runtime.task;

import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.task.Regression;
import io.adapt4j.task.RegressionSpec;

/** Numbers: the head's outputs. */
final class RegressionDecoder implements Decoder<Regression> {
    private final RegressionSpec spec;
    private final LinearHead head;

    RegressionDecoder(RegressionSpec spec, LinearHead head) {
        this.spec = spec;
        this.head = head;
    }

    @Override
    public Class<Regression> answer() {
        return Regression.class;
    }

    @Override
    public Regression decode(String text, HiddenStates states) {
        return new Regression(
                spec.targets(), Probabilities.list(head.apply(states.pooled(spec.pooling()), spec.normalize())));
    }
}
