package io.adapt4j.runtime.task;

import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.MultiLabelSpec;

/** Any number of labels: the sigmoid of each of the head's outputs. */
final class MultiLabelDecoder implements Decoder<MultiLabel> {
    private final MultiLabelSpec spec;
    private final LinearHead head;

    MultiLabelDecoder(MultiLabelSpec spec, LinearHead head) {
        this.spec = spec;
        this.head = head;
    }

    @Override
    public Class<MultiLabel> answer() {
        return MultiLabel.class;
    }

    @Override
    public MultiLabel decode(String text, HiddenStates states) {
        double[] logits = head.apply(states.pooled(spec.pooling()), spec.normalize());
        return new MultiLabel(spec.labels(), Probabilities.list(Probabilities.sigmoid(logits)), spec.threshold());
    }
}
