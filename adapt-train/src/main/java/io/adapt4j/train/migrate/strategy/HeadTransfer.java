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
import java.util.Comparator;
import java.util.List;
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

    private final MigrationTask task;
    private final Adapter deltas;
    private final boolean normalize;
    private final List<Pooling> poolings;
    /** Vectors of the first texts, {@code [poolings][hidden]} each. */
    private final List<float[][]> seen = new ArrayList<>();

    /**
     * A transfer to the new base.
     *
     * @param deltas what the new base is adapted with; the head is not looked at
     * @param normalize whether the head is to take vectors at unit length
     */
    HeadTransfer(MigrationTask task, Adapter deltas, boolean normalize) {
        this.task = task;
        this.deltas = deltas;
        this.normalize = normalize;
        Pooling first = task.spec().pooling();
        this.poolings = task.settings()
                .pooling()
                .map(List::of)
                .orElse(List.of(first, first == Pooling.MEAN ? Pooling.CLS : Pooling.MEAN));
    }

    /**
     * A fitted head.
     *
     * @param error the squared error at left-out rows, relative to the variance of the outputs
     * @param labelShare of the labelled examples in what it was fitted to; 0 where they were not asked
     */
    record Fitted(Head head, Pooling pooling, double error, double lambda, double labelShare) {}

    /** A regression on vectors that are pooled so. */
    private record Pooled(HeadRegression regression, Pooling pooling) {}

    /** Fits a head. */
    Fitted fit() {
        try (BoundAdapter bound = task.newBase().model().adapted().bind(deltas)) {
            Pooled best = regression(bound, TEXTS);
            HeadRegression regression = best.regression;
            Optional<SecondOpinion> opinion = Optional.empty();
            if (task.hasTruth() && !regression.isExact()) {
                List<float[][]> examples = vectors(bound, task.labelledTexts());
                opinion = SecondOpinion.of(
                        regression.fit(), matrix(examples, best.pooling), task.truth(), regression.x());
            }
            HeadRegression whole =
                    opinion.map(second -> regression.plus(second.more())).orElse(regression);
            return new Fitted(
                    head(whole.finished()),
                    best.pooling,
                    regression.fit().error(),
                    regression.fit().lambda(),
                    opinion.map(SecondOpinion::share).orElse(0.0));
        }
    }

    /**
     * The squared error at left-out rows, relative to the variance of the outputs, of a head fitted by regression alone.
     *
     * @param most texts that it is fitted to
     */
    double error(int most) {
        try (BoundAdapter bound = task.newBase().model().adapted().bind(deltas)) {
            return regression(bound, most).regression.fit().error();
        }
    }

    /** A fit as a head. */
    static Head head(Ridge.Fit fit) {
        float[] bias = new float[fit.bias().length];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = (float) fit.bias()[i];
        }
        return new Head(Dense.tensor(Dense.transposed(fit.weight())), Tensor.of(bias, bias.length));
    }

    private Pooled regression(BoundAdapter bound, int most) {
        if (task.form().link() == TaskForm.Link.TOKENS) {
            return new Pooled(tokens(bound, most), task.spec().pooling());
        }
        List<Taught> taught = task.taught(most);
        if (seen.size() < taught.size()) {
            seen.addAll(vectors(
                    bound,
                    taught.subList(seen.size(), taught.size()).stream()
                            .map(Taught::text)
                            .toList()));
        }
        List<double[]> outputs = taught.stream().map(Taught::outputs).toList();
        return poolings.stream()
                .map(pooling -> new Pooled(
                        HeadRegression.of(task.form().link(), matrix(seen.subList(0, taught.size()), pooling), outputs),
                        pooling))
                .min(Comparator.comparingDouble(own -> own.regression.fit().error()))
                .orElseThrow();
    }

    private List<float[][]> vectors(BoundAdapter bound, List<String> texts) {
        List<TokenizedText> tokens = task.newBase().encode(texts, task.spec().maxLength());
        return TextFeatures.map(task.newBase().model().adapted(), bound, tokens, (index, states) -> poolings.stream()
                .map(states::pooled)
                .toArray(float[][]::new));
    }

    private DMatrixRMaj matrix(List<float[][]> vectors, Pooling pooling) {
        int index = poolings.indexOf(pooling);
        DMatrixRMaj x = Dense.of(vectors.stream().map(all -> all[index]).toArray(float[][]::new));
        if (normalize) {
            toUnitLength(x);
        }
        return x;
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

    /** As above, of the tokens that both bases read at the same characters, as many texts as have enough of them. */
    private HeadRegression tokens(BoundAdapter bound, int most) {
        List<String> texts = task.texts().subList(0, Math.min(most, task.texts().size()));
        List<TokenizedText> before = task.old().base().encode(texts, task.spec().maxLength());
        List<TokenizedText> now = task.newBase().encode(texts, task.spec().maxLength());
        List<List<TokenPairs.Pair>> pairs = new ArrayList<>();
        int rows = 0;
        for (int i = 0; i < texts.size() && rows < TOKENS; i++) {
            pairs.add(TokenPairs.of(before.get(i), now.get(i)));
            rows += pairs.get(i).size();
        }
        List<float[]> vectors = new ArrayList<>();
        TextFeatures.map(
                        task.newBase().model().adapted(),
                        bound,
                        now.subList(0, pairs.size()),
                        (index, states) -> pairs.get(index).stream()
                                .map(pair -> states.token(pair.now()))
                                .toList())
                .forEach(vectors::addAll);
        List<double[]> outputs = new ArrayList<>();
        List<double[][]> taught = task.old().teachTokens(before.subList(0, pairs.size()));
        for (int i = 0; i < pairs.size(); i++) {
            for (TokenPairs.Pair pair : pairs.get(i)) {
                outputs.add(taught.get(i)[pair.old()]);
            }
        }
        return HeadRegression.of(TaskForm.Link.TOKENS, Dense.of(vectors.toArray(float[][]::new)), outputs);
    }
}
