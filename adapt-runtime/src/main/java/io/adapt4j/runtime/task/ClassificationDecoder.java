package io.adapt4j.runtime.task;

import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.task.Classification;
import io.adapt4j.task.TextClassificationSpec;

/** One label out of several: the softmax of the head's outputs. */
final class ClassificationDecoder implements Decoder<Classification> {
    private final TextClassificationSpec spec;
    private final LinearHead head;

    ClassificationDecoder(TextClassificationSpec spec, LinearHead head) {
        this.spec = spec;
        this.head = head;
    }

    @Override
    public Class<Classification> answer() {
        return Classification.class;
    }

    @Override
    public Classification decode(String text, HiddenStates states) {
        double[] logits = head.apply(states.pooled(spec.pooling()), spec.normalize());
        return new Classification(spec.labels(), Probabilities.list(Probabilities.softmax(logits)));
    }
}
