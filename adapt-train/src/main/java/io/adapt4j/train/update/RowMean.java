package io.adapt4j.train.update;

import io.adapt4j.train.update.LabelPlan.Part;
import java.util.List;

/**
 * A row of a head that is made of others, in double precision: their weighted mean, or what is made of it.
 *
 * @param weight {@code [hidden]}
 * @param norm the mean of the norms of those rows
 */
@SuppressWarnings("ArrayRecordComponent")
record RowMean(double[] weight, double bias, double norm) {

    /** @param rows the part's label is the row here; weights add up to 1 */
    static RowMean of(HeadRows head, List<Part> rows) {
        double[] weight = new double[head.weight(rows.get(0).label()).length];
        double bias = 0;
        double norm = 0;
        for (Part row : rows) {
            float[] own = head.weight(row.label());
            double square = 0;
            for (int i = 0; i < weight.length; i++) {
                weight[i] += row.weight() * own[i];
                square += (double) own[i] * own[i];
            }
            bias += row.weight() * head.bias(row.label());
            norm += row.weight() * StrictMath.sqrt(square);
        }
        return new RowMean(weight, bias, norm);
    }

    RowMean withBias(double newBias) {
        return new RowMean(weight, newBias, norm);
    }

    /** The same direction at another norm. */
    RowMean toNorm(double newNorm) {
        double square = 0;
        for (double x : weight) {
            square += x * x;
        }
        double factor = newNorm / Math.max(1e-12, StrictMath.sqrt(square));
        double[] scaled = new double[weight.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = factor * weight[i];
        }
        return new RowMean(scaled, bias, newNorm);
    }

    /** What the row makes of a vector. */
    double output(float[] vector) {
        double sum = bias;
        for (int i = 0; i < vector.length; i++) {
            sum += weight[i] * vector[i];
        }
        return sum;
    }

    void addTo(HeadRows head) {
        float[] rounded = new float[weight.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) weight[i];
        }
        head.add(rounded, (float) bias);
    }
}
