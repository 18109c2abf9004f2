package io.adapt4j.train.migrate.strategy;

import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.Ridge;
import io.adapt4j.train.migrate.algebra.SoftmaxRegression;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Fits a head to vectors of the new base so that it gives the outputs of the old system: ridge regression of the old head's outputs on the new vectors,
 * a distillation with frozen features in closed form, for which each text goes through the new base once. Outputs of a softmax are
 * centred first, because it does not see what they have in common, and then the fit is brought nearer to the old probabilities. Of the new base's
 * poolings the one is taken whose regression predicts left-out texts better.
 */
final class HeadTransfer {
    /** Texts beyond these add little to a linear fit. */
    private static final int TEXTS = 2000;

    private static final int TOKENS = 6000;
    /** An error below this leaves nothing to bring nearer. */
    private static final double EXACT = 1e-3;

    private HeadTransfer() {}

    /**
     * A fitted head.
     *
     * @param error the squared error at left-out rows, relative to the variance of the outputs
     */
    record Fitted(Head head, Pooling pooling, double error, double lambda) {}

    /**
     * Fits a head.
     *
     * @param deltas what the new base is adapted with; the head is not looked at
     * @param normalize whether the head is to take vectors at unit length
     */
    static Fitted fit(MigrationTask task, Adapter deltas, boolean normalize) {
        return regression(task, deltas, normalize, TEXTS).fitted(task.form().link());
    }

    /**
     * The squared error at left-out rows, relative to the variance of the outputs, of a head fitted by regression alone.
     *
     * @param most texts that it is fitted to
     */
    static double error(MigrationTask task, Adapter deltas, boolean normalize, int most) {
        return regression(task, deltas, normalize, most).fit.error();
    }

    private static Linear regression(MigrationTask task, Adapter deltas, boolean normalize, int most) {
        try (BoundAdapter bound = task.newBase().model().adapted().bind(deltas)) {
            return task.form().link() == TaskForm.Link.TOKENS
                    ? tokens(task, bound)
                    : pooled(task, bound, normalize, most);
        }
    }

    /** A regression of outputs on vectors. */
    private record Linear(DMatrixRMaj x, DMatrixRMaj outputs, Ridge ridge, Ridge.Fit fit, Pooling pooling) {

        static Linear of(DMatrixRMaj x, DMatrixRMaj outputs, Pooling pooling) {
            Ridge ridge = Ridge.on(x);
            return new Linear(x, outputs, ridge, ridge.fit(outputs), pooling);
        }

        /** The head, whose probabilities are the old ones where it gives any. */
        Fitted fitted(TaskForm.Link link) {
            boolean shares = link == TaskForm.Link.SOFTMAX || link == TaskForm.Link.TOKENS;
            Ridge.Fit last = shares && fit.error() > EXACT
                    ? SoftmaxRegression.fit(ridge, x, fit, SoftTargets.rows(outputs))
                    : fit;
            float[] bias = new float[last.bias().length];
            for (int i = 0; i < bias.length; i++) {
                bias[i] = (float) last.bias()[i];
            }
            Head head = new Head(Dense.tensor(Dense.transposed(last.weight())), Tensor.of(bias, bias.length));
            return new Fitted(head, pooling, fit.error(), fit.lambda());
        }
    }

    private static Linear pooled(MigrationTask task, BoundAdapter bound, boolean normalize, int most) {
        List<Taught> taught = task.taught(most);
        List<Pooling> poolings = task.settings()
                .pooling()
                .map(List::of)
                .orElse(List.of(task.spec().pooling(), other(task.spec().pooling())));
        List<TokenizedText> texts = task.newBase()
                .encode(taught.stream().map(Taught::text).toList(), task.spec().maxLength());
        List<float[][]> vectors =
                TextFeatures.map(task.newBase().model().adapted(), bound, texts, (index, states) -> poolings.stream()
                        .map(states::pooled)
                        .toArray(float[][]::new));
        DMatrixRMaj outputs = outputs(
                taught.stream().map(Taught::outputs).toList(), task.form().link());
        Linear best = null;
        for (int p = 0; p < poolings.size(); p++) {
            int pooling = p;
            DMatrixRMaj x = Dense.of(vectors.stream().map(both -> both[pooling]).toArray(float[][]::new));
            if (normalize) {
                toUnitLength(x);
            }
            Linear own = Linear.of(x, outputs, poolings.get(p));
            best = best == null || own.fit.error() < best.fit.error() ? own : best;
        }
        return java.util.Objects.requireNonNull(best);
    }

    private static void toUnitLength(DMatrixRMaj rows) {
        for (int row = 0; row < rows.numRows; row++) {
            double square = 0;
            for (int i = 0; i < rows.numCols; i++) {
                square += rows.get(row, i) * rows.get(row, i);
            }
            double norm = Math.max(1e-12, StrictMath.sqrt(square));
            for (int i = 0; i < rows.numCols; i++) {
                rows.set(row, i, rows.get(row, i) / norm);
            }
        }
    }

    private static Pooling other(Pooling pooling) {
        return pooling == Pooling.MEAN ? Pooling.CLS : Pooling.MEAN;
    }

    private static Linear tokens(MigrationTask task, BoundAdapter bound) {
        List<OldSystem.TaughtTokens> old = task.old().teachTokens(task.texts());
        List<TokenizedText> texts =
                task.newBase().encode(task.texts(), task.spec().maxLength());
        List<List<TokenPairs.Pair>> pairs = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            pairs.add(TokenPairs.of(old.get(i).text(), texts.get(i)));
        }
        List<float[]> vectors = new ArrayList<>();
        List<double[]> outputs = new ArrayList<>();
        List<float[][]> states = TextFeatures.map(
                task.newBase().model().adapted(), bound, texts, (index, all) -> pairs.get(index).stream()
                        .map(pair -> all.token(pair.now()))
                        .toArray(float[][]::new));
        for (int i = 0; i < texts.size() && vectors.size() < TOKENS; i++) {
            for (int pair = 0; pair < states.get(i).length; pair++) {
                vectors.add(states.get(i)[pair]);
                outputs.add(old.get(i).outputs()[pairs.get(i).get(pair).old()]);
            }
        }
        DMatrixRMaj x = Dense.of(vectors.toArray(float[][]::new));
        return Linear.of(x, outputs(outputs, TaskForm.Link.SOFTMAX), task.spec().pooling());
    }

    private static DMatrixRMaj outputs(List<double[]> rows, TaskForm.Link link) {
        DMatrixRMaj outputs = new DMatrixRMaj(rows.size(), rows.get(0).length);
        for (int row = 0; row < rows.size(); row++) {
            double mean = 0;
            for (double output : rows.get(row)) {
                if (!Double.isFinite(output)) {
                    throw new InvalidDataException(
                            "The old system's outputs are not all finite; base or adapter is damaged");
                }
                mean += output / rows.get(row).length;
            }
            for (int i = 0; i < outputs.numCols; i++) {
                outputs.set(
                        row,
                        i,
                        rows.get(row)[i] - (link == TaskForm.Link.NUMBERS || link == TaskForm.Link.SIGMOID ? 0 : mean));
            }
        }
        return outputs;
    }
}
