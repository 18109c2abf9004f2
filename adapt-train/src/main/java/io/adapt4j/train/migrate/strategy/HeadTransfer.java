package io.adapt4j.train.migrate.strategy;

import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.Ridge;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * Fits a head to vectors of the new base so that it gives the outputs of the old system: ridge regression of the old head's outputs on the new vectors,
 * a distillation with frozen features in closed form, for which each text goes through the new base once; then, for outputs of a softmax, the fit is
 * brought nearer to the old probabilities. Of the new base's poolings the one is taken whose regression predicts left-out texts better. Labelled
 * examples, where there are enough of each label, are asked too ({@link SecondOpinion}).
 */
final class HeadTransfer {
    /** Texts beyond these add little to a linear fit. */
    private static final int TEXTS = 2000;

    private static final int TOKENS = 6000;

    private HeadTransfer() {}

    /**
     * A fitted head.
     *
     * @param error the squared error at left-out rows, relative to the variance of the outputs
     * @param labelShare of the labelled examples in what it was fitted to; 0 where they were not asked
     */
    record Fitted(Head head, Pooling pooling, double error, double lambda, double labelShare) {}

    /**
     * Fits a head.
     *
     * @param deltas what the new base is adapted with; the head is not looked at
     * @param normalize whether the head is to take vectors at unit length
     */
    static Fitted fit(MigrationTask task, Adapter deltas, boolean normalize) {
        return regression(task, deltas, normalize, TEXTS, true).fitted(task);
    }

    /**
     * The squared error at left-out rows, relative to the variance of the outputs, of a head fitted by regression alone.
     *
     * @param most texts that it is fitted to
     */
    static double error(MigrationTask task, Adapter deltas, boolean normalize, int most) {
        return regression(task, deltas, normalize, most, false).regression.fit().error();
    }

    private static Pooled regression(
            MigrationTask task, Adapter deltas, boolean normalize, int most, boolean withExamples) {
        try (BoundAdapter bound = task.newBase().model().adapted().bind(deltas)) {
            return task.form().link() == TaskForm.Link.TOKENS
                    ? tokens(task, bound)
                    : pooled(task, bound, normalize, most, withExamples);
        }
    }

    /** A regression, and what it is one on. */
    private record Pooled(HeadRegression regression, Pooling pooling, Optional<DMatrixRMaj> examples) {

        Fitted fitted(MigrationTask task) {
            Ridge.Fit head = regression.finished();
            Optional<SecondOpinion> opinion = Optional.empty();
            if (examples.isPresent() && !regression.isExact()) {
                opinion = SecondOpinion.of(head, examples.get(), task.truth(), regression.x());
                head = opinion.map(second -> regression.plus(second.more()).finished())
                        .orElse(head);
            }
            return new Fitted(
                    head(head),
                    pooling,
                    regression.fit().error(),
                    regression.fit().lambda(),
                    opinion.map(SecondOpinion::share).orElse(0.0));
        }
    }

    private static Head head(Ridge.Fit fit) {
        float[] bias = new float[fit.bias().length];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = (float) fit.bias()[i];
        }
        return new Head(Dense.tensor(Dense.transposed(fit.weight())), Tensor.of(bias, bias.length));
    }

    /** Labelled examples are looked at where a fit is asked for, not where only its error is. */
    private static Pooled pooled(
            MigrationTask task, BoundAdapter bound, boolean normalize, int most, boolean withExamples) {
        List<Taught> taught = task.taught(most);
        List<Pooling> poolings = task.settings()
                .pooling()
                .map(List::of)
                .orElse(List.of(task.spec().pooling(), other(task.spec().pooling())));
        List<DMatrixRMaj> vectors =
                vectors(task, bound, taught.stream().map(Taught::text).toList(), poolings, normalize);
        List<double[]> outputs = taught.stream().map(Taught::outputs).toList();
        HeadRegression best = null;
        Pooling pooling = poolings.get(0);
        for (int i = 0; i < poolings.size(); i++) {
            HeadRegression own = HeadRegression.of(task.form().link(), vectors.get(i), outputs);
            if (best == null || own.fit().error() < best.fit().error()) {
                best = own;
                pooling = poolings.get(i);
            }
        }
        Optional<DMatrixRMaj> examples = withExamples && task.hasTruth()
                ? Optional.of(vectors(task, bound, task.labelledTexts(), List.of(pooling), normalize)
                        .get(0))
                : Optional.empty();
        return new Pooled(Objects.requireNonNull(best), pooling, examples);
    }

    /** Vectors of texts, {@code [texts, hidden]} for each pooling. */
    private static List<DMatrixRMaj> vectors(
            MigrationTask task, BoundAdapter bound, List<String> texts, List<Pooling> poolings, boolean normalize) {
        List<TokenizedText> tokens = task.newBase().encode(texts, task.spec().maxLength());
        List<float[][]> rows =
                TextFeatures.map(task.newBase().model().adapted(), bound, tokens, (index, states) -> poolings.stream()
                        .map(states::pooled)
                        .toArray(float[][]::new));
        List<DMatrixRMaj> all = new ArrayList<>();
        for (int i = 0; i < poolings.size(); i++) {
            int pooling = i;
            DMatrixRMaj x = Dense.of(rows.stream().map(row -> row[pooling]).toArray(float[][]::new));
            if (normalize) {
                toUnitLength(x);
            }
            all.add(x);
        }
        return all;
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

    private static Pooled tokens(MigrationTask task, BoundAdapter bound) {
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
        return new Pooled(
                HeadRegression.of(TaskForm.Link.TOKENS, x, outputs), task.spec().pooling(), Optional.empty());
    }
}
