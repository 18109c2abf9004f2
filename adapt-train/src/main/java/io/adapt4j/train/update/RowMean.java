package io.adapt4j.train.update;

import io.adapt4j.train.update.LabelPlan.Part;
import java.util.List;

/**
 * The weighted mean of rows of a head, in double precision.
 *
 * @param weight {@code [hidden]}
 * @param norm the mean of their norms
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

    /** The row itself: its output is the mean of the outputs. */
    void addTo(HeadRows head) {
        addTo(head, 1, 0);
    }

    /** The row times a factor, with another number added to its bias. */
    void addTo(HeadRows head, double factor, double more) {
        float[] scaled = new float[weight.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (factor * weight[i]);
        }
        head.add(scaled, (float) (bias + more));
    }
}
