package io.adapt4j.examples.engines;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.runtime.task.TextTask;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.train.data.Example;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * What an adapter's head gives for texts, before the softmax.
 *
 * @param labels the labels
 * @param values one for each text and label
 */
@SuppressWarnings("ArrayRecordComponent")
record Logits(List<String> labels, double[][] values) {

    /** The logits that a base gives with an adapter, which may have been trained on another form of the base. */
    static Logits of(BaseModel base, Adapter adapter, List<Example> examples) {
        TextTask<?> task = TextTask.of(adapter);
        TextClassificationSpec spec =
                (TextClassificationSpec) adapter.manifest().task().orElseThrow();
        Head head = adapter.head().orElseThrow();
        List<TokenizedText> texts =
                examples.stream().map(example -> task.encode(example.text())).toList();
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            float[][] vectors = TextFeatures.compute(base.adapted(), bound, texts, spec.pooling());
            double[][] values = new double[vectors.length][];
            for (int i = 0; i < vectors.length; i++) {
                values[i] = apply(head, vectors[i]);
            }
            return new Logits(spec.labels(), values);
        }
    }

    private static double[] apply(Head head, float[] vector) {
        FloatBuffer weight = head.weight().floats();
        double[] logits = new double[head.outputs()];
        for (int o = 0; o < logits.length; o++) {
            logits[o] = head.bias().floats().get(o);
            for (float element : vector) {
                logits[o] += (double) element * weight.get();
            }
        }
        return logits;
    }

    /** The label that a text is given. */
    String label(int text) {
        int best = 0;
        for (int o = 1; o < labels.size(); o++) {
            best = values[text][o] > values[text][best] ? o : best;
        }
        return labels.get(best);
    }

    /** The label that a text is given leads the next one by so much. */
    double margin(int text) {
        double first = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (double value : values[text]) {
            second = Math.max(second, Math.min(first, value));
            first = Math.max(first, value);
        }
        return first - second;
    }

    /** The part of the texts that are given their own label. */
    double accuracy(List<Example> examples) {
        int right = 0;
        for (int i = 0; i < examples.size(); i++) {
            right += label(i).equals(examples.get(i).label()) ? 1 : 0;
        }
        return (double) right / examples.size();
    }
}
