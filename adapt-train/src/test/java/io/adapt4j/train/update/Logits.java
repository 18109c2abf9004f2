package io.adapt4j.train.update;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.task.TokenClassificationSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The outputs of an adapter's head, by label or tag, computed here in double precision. */
final class Logits {
    private Logits() {}

    /** For each text; of token classification at the text's second token. */
    static List<Map<String, Double>> of(BaseModel base, Adapter adapter, List<String> texts) {
        TaskSpec task = adapter.manifest().task().orElseThrow();
        TextEncoder encoder = TextEncoder.of(adapter.tokenizer().orElseThrow(), task.maxLength());
        List<TokenizedText> tokens = encoder.encode(texts);
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            return TextFeatures.map(base.adapted(), bound, tokens, (index, states) -> {
                if (task instanceof TokenClassificationSpec spec) {
                    return outputs(adapter.head().orElseThrow(), spec.tags(), states.token(1), false);
                }
                boolean normalize = task instanceof TextClassificationSpec spec && spec.normalize();
                List<String> labels =
                        task instanceof MultiLabelSpec many ? many.labels() : ((TextClassificationSpec) task).labels();
                return outputs(adapter.head().orElseThrow(), labels, states.pooled(task.pooling()), normalize);
            });
        }
    }

    private static Map<String, Double> outputs(Head head, List<String> labels, float[] vector, boolean normalize) {
        double square = 0;
        for (float x : vector) {
            square += (double) x * x;
        }
        Map<String, Double> outputs = new LinkedHashMap<>();
        for (int row = 0; row < labels.size(); row++) {
            double sum = 0;
            for (int i = 0; i < vector.length; i++) {
                sum += (double) head.weight().floats().get(row * vector.length + i) * vector[i];
            }
            double bias = head.bias().floats().get(row);
            outputs.put(labels.get(row), sum / (normalize ? Math.sqrt(square) : 1) + bias);
        }
        return outputs;
    }
}
