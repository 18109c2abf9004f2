package io.adapt4j.train.update;

import io.adapt4j.Head;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The rows of a head, each a weight {@code [hidden]} and a bias, to be put together anew. */
final class HeadRows {
    private final List<float[]> weights = new ArrayList<>();
    private final List<Float> biases = new ArrayList<>();

    static HeadRows of(Head head) {
        HeadRows rows = new HeadRows();
        float[] weight = head.weight().toFloatArray();
        float[] bias = head.bias().toFloatArray();
        for (int row = 0; row < bias.length; row++) {
            float[] own = new float[head.hidden()];
            System.arraycopy(weight, row * own.length, own, 0, own.length);
            rows.add(own, bias[row]);
        }
        return rows;
    }

    void add(float[] weight, float bias) {
        weights.add(weight);
        biases.add(bias);
    }

    /** Adds a row of another head as it is. */
    void addFrom(HeadRows other, int row) {
        add(other.weights.get(row), other.biases.get(row));
    }

    int size() {
        return weights.size();
    }

    float[] weight(int row) {
        return weights.get(row);
    }

    float bias(int row) {
        return biases.get(row);
    }

    Head toHead() {
        int hidden = weights.get(0).length;
        float[] weight = new float[weights.size() * hidden];
        float[] bias = new float[weights.size()];
        for (int row = 0; row < bias.length; row++) {
            System.arraycopy(weights.get(row), 0, weight, row * hidden, hidden);
            bias[row] = biases.get(row);
        }
        return new Head(Tensor.of(weight, bias.length, hidden), Tensor.of(bias, bias.length));
    }
}
