package io.adapt4j.train.update;

import io.adapt4j.error.InvalidDataException;
import java.util.List;

/**
 * Rows for new labels, started from examples. In a cosine head a row has the direction of the mean of the label's unit vectors, and the norm
 * that the old rows have on average (Qi, Brown and Lowe, "Low-Shot Learning with Imprinted Weights", 2018). In another it is fitted to
 * the examples, while the old rows stay as they are: beside the log-sum-exp of their outputs where there is one label for a text,
 * which makes the row's part of the softmax a logistic regression.
 */
final class NewRows {
    private final LabelledVectors examples;
    private final HeadRows old;
    private final boolean cosine;
    private final boolean exclusive;

    /** @param exclusive whether there is one label for a text */
    NewRows(LabelledVectors examples, HeadRows old, boolean cosine, boolean exclusive) {
        this.examples = examples;
        this.old = old;
        this.cosine = cosine;
        this.exclusive = exclusive;
    }

    /**
     * The row of a new label.
     *
     * @param mean of all old rows
     */
    RowMean row(String label, RowMean mean) {
        List<Integer> own = examples.of(label);
        return cosine ? centroid(own).toNorm(mean.norm()) : fitted(label, own, mean);
    }

    private RowMean centroid(List<Integer> own) {
        double[] sum = new double[examples.vectors()[0].length];
        for (int row : own) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += examples.vectors()[row][i];
            }
        }
        return new RowMean(sum, 0, 0);
    }

    private RowMean fitted(String label, List<Integer> own, RowMean mean) {
        float[][] vectors = examples.vectors();
        if (own.size() == vectors.length) {
            throw new InvalidDataException("All examples have the new label \"" + label
                    + "\"; give some with other labels too, such as old ones, for it to be told from them");
        }
        boolean[] truth = new boolean[vectors.length];
        own.forEach(row -> truth[row] = true);
        double[] offsets = new double[vectors.length];
        for (int row = 0; row < offsets.length; row++) {
            offsets[row] = mean.output(vectors[row]) - (exclusive ? logSumExp(vectors[row]) : 0);
        }
        float[] more = OffsetRegression.fit(vectors, offsets, truth);
        double[] weight = mean.weight().clone();
        for (int i = 0; i < weight.length; i++) {
            weight[i] += more[i];
        }
        return new RowMean(weight, mean.bias() + more[weight.length], 0);
    }

    private double logSumExp(float[] vector) {
        double[] outputs = new double[old.size()];
        double max = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < outputs.length; row++) {
            outputs[row] = old.bias(row);
            for (int i = 0; i < vector.length; i++) {
                outputs[row] += (double) old.weight(row)[i] * vector[i];
            }
            max = Math.max(max, outputs[row]);
        }
        double sum = 0;
        for (double output : outputs) {
            sum += StrictMath.exp(output - max);
        }
        return max + StrictMath.log(sum);
    }
}
