package io.adapt4j.train.migrate.strategy;

import io.adapt4j.Adapter;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.Ridge;
import io.adapt4j.train.migrate.algebra.TruncatedSvd;
import io.adapt4j.train.task.TextInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/** Trains a candidate further on what the old system makes of texts, for tasks whose head takes one vector for each text. */
final class Teaching {
    /** Coordinates of the old system's vectors that are learnt. */
    private static final int FEATURES = 32;

    private static final double FEATURE_SHARE = 0.1;

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

    /** Learns from the old system alone. */
    Adapter fromTeacher(Adapter start) {
        List<Taught> taught = task.taught();
        return train(
                start,
                taught,
                taught.stream()
                        .map(row -> SoftTargets.of(task.form().link(), row.outputs(), temperature))
                        .toList());
    }

    /**
     * Learns from labelled examples, and from what the old system says of them.
     *
     * @param share of the old system in the targets, in [0, 1]
     */
    Adapter fromLabels(Adapter start, double share) {
        List<Taught> taught =
                task.old().teach(task.labelled().stream().map(Teaching::text).toList());
        List<double[]> targets = new ArrayList<>();
        for (int row = 0; row < taught.size(); row++) {
            double[] soft = SoftTargets.of(task.form().link(), taught.get(row).outputs(), temperature);
            float[] hard = task.form().target(task.labelled().get(row));
            for (int i = 0; i < soft.length; i++) {
                soft[i] = share * soft[i] + (1 - share) * hard[i];
            }
            targets.add(soft);
        }
        return train(start, taught, targets);
    }

    static <E> String text(E example) {
        return ExampleKinds.of(example).texts(example).get(0);
    }

    private Adapter train(Adapter start, List<Taught> taught, List<double[]> targets) {
        Adapter plain = withPlainHead(start);
        TaskSpec spec = plain.manifest().task().orElseThrow();
        DMatrixRMaj features = coordinates(taught);
        TeachingObjective objective = new TeachingObjective(
                task.form().link(), targets.get(0).length, features.numCols, temperature, FEATURE_SHARE);
        TaughtTask.Units units = units(targets);
        TaughtTask teaching = new TaughtTask(
                new TextInput(Optional.of(task.newBase().tokenizer()), spec.pooling(), spec.maxLength()),
                spec,
                objective,
                featureRows(plain, spec, taught, features),
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
        HeadTransfer.Fitted fitted = HeadTransfer.fit(task, start, false);
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

    /** Rows that give the coordinates as well as a linear layer over the start's vectors can. */
    private Head featureRows(Adapter start, TaskSpec spec, List<Taught> taught, DMatrixRMaj features) {
        List<TokenizedText> texts =
                task.newBase().encode(taught.stream().map(Taught::text).toList(), spec.maxLength());
        float[][] vectors;
        try (BoundAdapter bound = task.newBase().model().adapted().bind(start)) {
            vectors = TextFeatures.compute(task.newBase().model().adapted(), bound, texts, spec.pooling());
        }
        Ridge.Fit fit = Ridge.on(Dense.of(vectors)).fit(features);
        float[] bias = new float[features.numCols];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = (float) fit.bias()[i];
        }
        return new Head(Dense.tensor(Dense.transposed(fit.weight())), Tensor.of(bias, bias.length));
    }
}
