package io.adapt4j.runtime.text;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.ModelSignature;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.task.Pooling;
import io.adapt4j.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/** Reduces the hidden states of a batch to one vector per text. */
public final class Pooler {
    private Pooler() {}

    /**
     * The output that holds the hidden states {@code [batch, sequence, hidden]}: {@code last_hidden_state}, or else the
     * first float output with three dimensions.
     */
    public static String hiddenStates(ModelSignature signature) {
        return signature
                .output("last_hidden_state")
                .or(() -> signature.outputs().stream()
                        .filter(port -> port.dataType() == DataType.FLOAT32
                                && port.shape().dimension() == 3)
                        .findFirst())
                .map(ModelSignature.Port::name)
                .orElseThrow(() -> new UnsupportedFeatureException("The base model has no output of hidden states"
                        + " [batch, sequence, hidden] in float32; its outputs are " + signature.outputs()));
    }

    /**
     * Pools each text of a batch over its own tokens.
     *
     * @param hidden FLOAT32 {@code [batch, sequence, hidden]}
     * @param texts the texts of the batch, in the same order
     * @return {@code [batch][hidden]}
     */
    public static float[][] pool(Tensor hidden, List<TokenizedText> texts, Pooling pooling) {
        float[][] pooled = new float[texts.size()][];
        for (int row = 0; row < pooled.length; row++) {
            pooled[row] = pool(hidden, row, texts.get(row), pooling);
        }
        return pooled;
    }

    /** Pools the text that is one row of a batch. */
    static float[] pool(Tensor hidden, int row, TokenizedText text, Pooling pooling) {
        int sequence = (int) hidden.dimension(1);
        int width = (int) hidden.dimension(2);
        FloatBuffer states = hidden.floats();
        float[] pooled = new float[width];
        float[] token = new float[width];
        int tokens = pooling == Pooling.CLS ? 1 : text.length();
        for (int t = 0; t < tokens; t++) {
            states.position((row * sequence + t) * width);
            states.get(token);
            for (int i = 0; i < width; i++) {
                pooled[i] += token[i];
            }
        }
        for (int i = 0; i < width; i++) {
            pooled[i] /= tokens;
        }
        return pooled;
    }
}
