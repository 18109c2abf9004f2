package io.adapt4j.runtime.text;

import io.adapt4j.AdaptedModel;
import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.TextClassificationSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Answers a text classification task with a bound adapter: tokens, adapted base, pooling, head, softmax. */
public final class TextClassifier {
    private final TextClassificationSpec spec;
    private final TextEncoder encoder;
    private final LinearHead head;

    private TextClassifier(TextClassificationSpec spec, TextEncoder encoder, LinearHead head) {
        this.spec = spec;
        this.encoder = encoder;
        this.head = head;
    }

    /**
     * The classifier that an adapter describes.
     *
     * @throws IncompatibleAdapterException when the adapter is not for text classification or lacks a head or tokenizer
     */
    public static TextClassifier of(Adapter adapter) {
        if (!(adapter.manifest().task().orElse(null) instanceof TextClassificationSpec spec)) {
            throw new IncompatibleAdapterException("Cannot classify texts with " + adapter + ": its task is "
                    + adapter.manifest().task().map(Object::toString).orElse("not stated"));
        }
        Head head = adapter.head()
                .orElseThrow(() ->
                        new IncompatibleAdapterException("Cannot classify texts with " + adapter + ": it has no head"));
        if (head.outputs() != spec.labels().size()) {
            throw new IncompatibleAdapterException("The head of " + adapter + " has " + head.outputs()
                    + " outputs, but its task has " + spec.labels().size() + " labels");
        }
        TokenizerFile tokenizer = adapter.tokenizer()
                .orElseThrow(() -> new IncompatibleAdapterException(
                        "Cannot classify texts with " + adapter + ": it has no tokenizer.json"));
        return new TextClassifier(spec, TextEncoder.of(tokenizer, spec.maxLength()), LinearHead.of(head));
    }

    /** The answer to each text, in their order. */
    public List<Classification> classify(AdaptedModel model, BoundAdapter adapter, List<String> texts) {
        return classifyTokens(model, adapter, encoder.encode(texts));
    }

    /** As {@link #classify}, for texts that have been tokenised. */
    public List<Classification> classifyTokens(AdaptedModel model, BoundAdapter adapter, List<TokenizedText> texts) {
        List<Classification> answers = new ArrayList<>();
        for (float[] vector : TextFeatures.compute(model, adapter, texts, spec.pooling())) {
            answers.add(answer(vector));
        }
        return answers;
    }

    /** The tokens of a text. */
    public TokenizedText encode(String text) {
        return encoder.encode(text);
    }

    /** How the tokens' hidden states become one vector. */
    public Pooling pooling() {
        return spec.pooling();
    }

    /** The answer to a text, given its pooled hidden states. */
    public Classification answer(float[] vector) {
        List<Float> probabilities = new ArrayList<>();
        for (double probability : softmax(head.logits(vector, spec.normalize()))) {
            probabilities.add((float) probability);
        }
        return new Classification(spec.labels(), probabilities);
    }

    private static double[] softmax(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            logits[i] = StrictMath.exp(logits[i] - max);
            sum += logits[i];
        }
        for (int i = 0; i < logits.length; i++) {
            logits[i] /= sum;
        }
        return logits;
    }

    /** The weights of a head as arrays: weight {@code [labels][hidden]}, bias {@code [labels]}. */
    private record LinearHead(float[][] weight, float[] bias) {

        static LinearHead of(Head head) {
            float[][] weight = new float[head.outputs()][head.hidden()];
            FloatBuffer values = head.weight().floats();
            for (float[] row : weight) {
                values.get(row);
            }
            return new LinearHead(weight, head.bias().toFloatArray());
        }

        double[] logits(float[] vector, boolean normalize) {
            if (vector.length != weight[0].length) {
                throw new IncompatibleAdapterException("The head takes vectors of " + weight[0].length
                        + " numbers, but the base model gives " + vector.length);
            }
            double length = normalize ? Math.max(1e-12, norm(vector)) : 1;
            double[] logits = new double[weight.length];
            for (int label = 0; label < logits.length; label++) {
                double sum = 0;
                for (int i = 0; i < vector.length; i++) {
                    sum += (double) weight[label][i] * vector[i];
                }
                logits[label] = sum / length + bias[label];
            }
            return logits;
        }

        private static double norm(float[] vector) {
            double sum = 0;
            for (float x : vector) {
                sum += (double) x * x;
            }
            return Math.sqrt(sum);
        }
    }
}
