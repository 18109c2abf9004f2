package io.adapt4j.runtime.text;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.ModelSignature;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.task.Pooling;
import io.adapt4j.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * What the base made of one text of a batch.
 *
 * @param states FLOAT32 {@code [batch, sequence, hidden]}, of the whole batch
 * @param row which text of the batch it is
 * @param text the text
 */
public record HiddenStates(Tensor states, int row, TokenizedText text) {

    /**
     * The output that holds the hidden states {@code [batch, sequence, hidden]}: {@code last_hidden_state}, or else the
     * first float output with three dimensions.
     */
    public static String output(ModelSignature signature) {
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

    /** The size of a token's vector. */
    public int hidden() {
        return (int) states.dimension(2);
    }

    /** The vector of a token, {@code [hidden]}. */
    public float[] token(int token) {
        float[] vector = new float[hidden()];
        states.floats().get((row * (int) states.dimension(1) + token) * vector.length, vector);
        return vector;
    }

    /** One vector for the text, {@code [hidden]}. */
    public float[] pooled(Pooling pooling) {
        int width = hidden();
        FloatBuffer values = states.floats();
        values.position(row * (int) states.dimension(1) * width);
        float[] pooled = new float[width];
        float[] token = new float[width];
        int tokens = pooling == Pooling.CLS ? 1 : text.length();
        for (int t = 0; t < tokens; t++) {
            values.get(token);
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
