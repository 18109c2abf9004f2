package io.adapt4j.train.migrate.strategy;

import com.google.common.primitives.Ints;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.Ridge;
import io.adapt4j.train.migrate.algebra.SoftmaxRegression;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * What labelled examples say of texts, beside the old system: a head is fitted to the examples alone, on vectors of the new base, and a share of the
 * logarithms of its probabilities is added to the old system's. Of two that err at different texts such a product knows more than either (a logarithmic
 * opinion pool: Genest and Zidek, "Combining Probability Distributions: A Critique and an Annotated Bibliography", 1986; Heskes, "Selecting
 * Weighting Factors in Logarithmic Opinion Pools", 1998). The share is the one with the smallest cross-entropy at examples that are left out,
 * a third in turn, until there are enough of them. Where a label has too few examples there is none, for the head would deny that label.
 *
 * @param share in {@code (0, 1]}
 * @param more to be added to the outputs of a softmax, {@code [rows, labels]}
 */
record SecondOpinion(double share, DMatrixRMaj more) {
    private static final double[] SHARES = {0, 0.1, 0.25, 0.5, 1};
    private static final int FOLDS = 3;
    /** Left-out examples that are enough to choose between so few shares. */
    private static final int ENOUGH = 1000;
    /** Of each label. */
    private static final int LEAST_EXAMPLES = 3;
    /** Outputs that are this far apart are apart enough to begin with. */
    private static final double APART = 10;

    private static final double SMALLEST = 1e-12;

    /**
     * Asks for it.
     *
     * @param first a head that gives about the old system's outputs
     * @param examples vectors of the labelled examples, {@code [examples, hidden]}
     * @param truth the label of each
     * @param x vectors of the texts that are asked about, {@code [rows, hidden]}
     * @return empty where labels are too few, or add nothing to what the old system knows
     */
    static Optional<SecondOpinion> of(Ridge.Fit first, DMatrixRMaj examples, int[] truth, DMatrixRMaj x) {
        int labels = first.bias().length;
        int[] counts = new int[labels];
        Arrays.stream(truth).forEach(label -> counts[label]++);
        if (Arrays.stream(counts).min().orElse(0) < LEAST_EXAMPLES) {
            return Optional.empty();
        }
        LeftOut held = leftOut(examples, truth, labels);
        DMatrixRMaj old = first.outputs(Dense.rows(examples, held.rows));
        int[] right = Arrays.stream(held.rows).map(row -> truth[row]).toArray();
        double best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (double share : SHARES) {
            double loss = loss(Dense.plus(old, held.logs, share), right);
            if (loss < least) {
                least = loss;
                best = share;
            }
        }
        return best == 0
                ? Optional.empty()
                : Optional.of(new SecondOpinion(
                        best, Dense.plus(new DMatrixRMaj(x.numRows, labels), logs(examples, truth, labels, x), best)));
    }

    /** Logarithms of probabilities of examples, from heads that were fitted without them. */
    @SuppressWarnings("ArrayRecordComponent")
    private record LeftOut(int[] rows, DMatrixRMaj logs) {}

    private static LeftOut leftOut(DMatrixRMaj examples, int[] truth, int labels) {
        int[] held = new int[0];
        DMatrixRMaj logs = new DMatrixRMaj(0, labels);
        int[] folds = new int[truth.length];
        int[] counts = new int[labels];
        for (int row = 0; row < truth.length; row++) {
            folds[row] = counts[truth[row]]++ % FOLDS; // every label is in all of them, as far as it goes
        }
        for (int fold = 0; fold < FOLDS && held.length < ENOUGH; fold++) {
            int out = fold;
            int[] in = IntStream.range(0, truth.length)
                    .filter(row -> folds[row] != out)
                    .toArray();
            int[] rest = IntStream.range(0, truth.length)
                    .filter(row -> folds[row] == out)
                    .toArray();
            int[] known = Arrays.stream(in).map(row -> truth[row]).toArray();
            DMatrixRMaj own = logs(Dense.rows(examples, in), known, labels, Dense.rows(examples, rest));
            held = Ints.concat(held, rest);
            logs = CommonOps_DDRM.concatRowsMulti(logs, own);
        }
        return new LeftOut(held, logs);
    }

    private static DMatrixRMaj logs(DMatrixRMaj examples, int[] truth, int labels, DMatrixRMaj x) {
        DMatrixRMaj hard = new DMatrixRMaj(truth.length, labels);
        DMatrixRMaj apart = new DMatrixRMaj(truth.length, labels);
        for (int row = 0; row < truth.length; row++) {
            hard.set(row, truth[row], 1);
            apart.set(row, truth[row], APART);
        }
        Ridge ridge = Ridge.on(examples);
        DMatrixRMaj shares = Dense.softmax(
                SoftmaxRegression.fit(ridge, ridge.fit(apart), hard).outputs(x));
        for (int i = 0; i < shares.data.length; i++) {
            shares.data[i] = StrictMath.log(Math.max(SMALLEST, shares.data[i]));
        }
        return shares;
    }

    private static double loss(DMatrixRMaj outputs, int[] truth) {
        DMatrixRMaj shares = Dense.softmax(outputs);
        double loss = 0;
        for (int row = 0; row < truth.length; row++) {
            loss -= StrictMath.log(Math.max(SMALLEST, shares.get(row, truth[row])));
        }
        return loss;
    }
}
