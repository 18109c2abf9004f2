package io.adapt4j.train.migrate.strategy;

import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.Ridge;
import io.adapt4j.train.migrate.algebra.TruncatedSvd;
import io.adapt4j.train.task.TextInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Trains a candidate further on what the old system makes of texts, for tasks whose head takes one vector for each text. */
final class Teaching {
    /** Coordinates of the old system's vectors that are learnt. */
    private static final int FEATURES = 32;

    private static final double FEATURE_SHARE = 0.1;
    /** Texts that the layer for them is fitted to before few steps; they train it too. */
    private static final int FITTED = 3000;

    private final MigrationTask task;
    private final String strategy;
    private final Hyperparameters hyperparameters;
    private final double temperature;

    Teaching(MigrationTask task, String strategy, Hyperparameters hyperparameters, double temperature) {
        this.task = task;
        this.strategy = strategy;
        this.hyperparameters = hyperparameters;
        this.temperature = temperature;
    }

    /** Learns from the old system, and from labelled examples what they add to it. */
    Adapter fromTeacher(Adapter start) {
        Adapter plain = withPlainHead(start);
        List<Taught> taught = task.taught();
        DMatrixRMaj vectors = vectors(plain, taught.stream().map(Taught::text).toList());
        List<double[]> outputs = taught.stream().map(Taught::outputs).toList();
        if (task.hasTruth()) {
            HeadRegression regression = HeadRegression.of(task.form().link(), vectors, outputs);
            DMatrixRMaj examples = vectors(plain, task.labelledTexts());
            outputs = SecondOpinion.of(regression.fit(), examples, task.truth(), vectors)
                    .map(second -> rows(regression.outputsWith(second.more())))
                    .orElse(outputs);
        }
        return train(plain, taught, vectors, targets(outputs));
    }

    /**
     * Learns from labelled examples, and from what the old system says of them and of other texts.
     *
     * @param share of the old system in the targets of examples, in [0, 1]
     * @param others that are learnt from beside them
     */
    Adapter fromLabels(Adapter start, double share, int others) {
        Adapter plain = withPlainHead(start);
        List<String> texts = task.labelledTexts();
        List<Taught> taught = new ArrayList<>(task.old().teach(texts));
        Set<String> known = new HashSet<>(texts);
        task.taught(others).stream()
                .filter(other -> !known.contains(other.text()))
                .forEach(taught::add);
        DMatrixRMaj vectors =
                vectors(plain, taught.stream().limit(FITTED).map(Taught::text).toList());
        List<double[]> targets = targets(taught.stream().map(Taught::outputs).toList());
        for (int row = 0; row < texts.size(); row++) {
            float[] hard = task.form().target(task.labelled().get(row));
            double[] soft = targets.get(row);
            for (int i = 0; i < soft.length; i++) {
                soft[i] = share * soft[i] + (1 - share) * hard[i];
            }
        }
        return train(plain, taught, vectors, targets);
    }

    private List<double[]> targets(List<double[]> outputs) {
        return outputs.stream()
                .map(row -> SoftTargets.of(task.form().link(), row, temperature))
                .toList();
    }

    private static List<double[]> rows(DMatrixRMaj matrix) {
        List<double[]> rows = new ArrayList<>();
        for (int row = 0; row < matrix.numRows; row++) {
            rows.add(Arrays.copyOfRange(matrix.data, row * matrix.numCols, (row + 1) * matrix.numCols));
        }
        return rows;
    }

    private Adapter train(Adapter plain, List<Taught> taught, DMatrixRMaj vectors, List<double[]> targets) {
        TaskSpec spec = plain.manifest().task().orElseThrow();
        DMatrixRMaj features = coordinates(taught);
        TeachingObjective objective = new TeachingObjective(
                task.form().link(), targets.get(0).length, features.numCols, temperature, FEATURE_SHARE);
        TaughtTask.Units units = units(targets);
        TaughtTask teaching = new TaughtTask(
                new TextInput(Optional.of(task.newBase().tokenizer()), spec.pooling(), spec.maxLength()),
                spec,
                objective,
                featureRows(vectors, features),
                units);
        return Trainer.on(task.newBase().model())
                .from(plain)
                .hyperparameters(hyperparameters)
                .document(MigrationRecord.MIGRATIONS, MigrationRecord.with(task, strategy))
                .task(teaching)
                .train(ExampleSource.of(examples(taught, targets, features, units)))
                .adapter();
    }

    private static List<TaughtText> examples(
            List<Taught> taught, List<double[]> targets, DMatrixRMaj features, TaughtTask.Units units) {
        List<TaughtText> examples = new ArrayList<>();
        for (int row = 0; row < taught.size(); row++) {
            double[] outputs = targets.get(row);
            float[] target = new float[outputs.length + features.numCols];
            for (int i = 0; i < outputs.length; i++) {
                target[i] = (float) ((outputs[i] - units.mean()[i]) / units.deviation()[i]);
            }
            for (int i = 0; i < features.numCols; i++) {
                target[outputs.length + i] = (float) features.get(row, i);
            }
            examples.add(new TaughtText(taught.get(row).text(), target));
        }
        return examples;
    }

    /** Training needs a head that takes vectors as they are; another is fitted anew. */
    private Adapter withPlainHead(Adapter start) {
        TaskSpec spec = start.manifest().task().orElseThrow();
        if (!TaskForm.of(spec).normalize()) {
            return start;
        }
        HeadTransfer.Fitted fitted = new HeadTransfer(task, start, false).fit();
        return MigrationRecord.adapter(
                task,
                strategy,
                start.method(),
                start.deltas(),
                Optional.of(fitted.head()),
                TaskForm.with(spec, fitted.pooling(), false));
    }

    private TaughtTask.Units units(List<double[]> targets) {
        int outputs = targets.get(0).length;
        double[] mean = new double[outputs];
        double[] deviation = new double[outputs];
        Arrays.fill(deviation, 1);
        if (task.form().link() == TaskForm.Link.NUMBERS) {
            for (int i = 0; i < outputs; i++) {
                int output = i;
                mean[i] = targets.stream()
                        .mapToDouble(row -> row[output])
                        .average()
                        .orElse(0);
                double variance = targets.stream()
                        .mapToDouble(row -> (row[output] - mean[output]) * (row[output] - mean[output]))
                        .average()
                        .orElse(0);
                deviation[i] = variance == 0 ? 1 : StrictMath.sqrt(variance);
            }
        }
        return new TaughtTask.Units(mean, deviation);
    }

    /** The old system's vectors in the coordinates in which they differ most, scaled to a mean square of 1. */
    private static DMatrixRMaj coordinates(List<Taught> taught) {
        DMatrixRMaj vectors = Dense.of(taught.stream().map(Taught::vector).toArray(float[][]::new));
        DMatrixRMaj centred = Dense.centred(vectors, Dense.means(vectors));
        TruncatedSvd svd = TruncatedSvd.of(centred, FEATURES);
        DMatrixRMaj coordinates = Dense.times(centred, svd.v());
        double scale = Dense.norm(coordinates) / StrictMath.sqrt(coordinates.getNumElements());
        for (int i = 0; i < coordinates.data.length && scale > 0; i++) {
            coordinates.data[i] /= scale;
        }
        return coordinates;
    }

    /**
     * Rows that give the coordinates as well as a linear layer over the start's vectors can.
     *
     * @param vectors of the first texts that the features are of
     */
    private static Head featureRows(DMatrixRMaj vectors, DMatrixRMaj features) {
        return HeadTransfer.head(
                Ridge.on(vectors).fit(CommonOps_DDRM.extract(features, 0, vectors.numRows, 0, features.numCols)));
    }

    /** What a candidate makes of texts, {@code [texts, hidden]}. */
    private DMatrixRMaj vectors(Adapter candidate, List<String> texts) {
        TaskSpec spec = candidate.manifest().task().orElseThrow();
        try (BoundAdapter bound = task.newBase().model().adapted().bind(candidate)) {
            return Dense.of(TextFeatures.compute(
                    task.newBase().model().adapted(),
                    bound,
                    task.newBase().encode(texts, spec.maxLength()),
                    spec.pooling()));
        }
    }
}
