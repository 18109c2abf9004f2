package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonObject;
import io.adapt4j.Head;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.evaluate.Answers;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.task.Learner;
import io.adapt4j.train.task.Samples;
import io.adapt4j.train.task.TextInput;
import io.adapt4j.train.task.TrainingTask;
import java.util.List;

/**
 * Learning from a teacher's outputs and vectors.
 *
 * @param start what the rows of the head that give the teacher's vector start with
 * @param units in which numbers are learnt
 */
record TaughtTask(TextInput input, TaskSpec spec, TeachingObjective objective, Head start, Units units)
        implements TrainingTask<TaughtText, TaughtTask> {

    /**
     * The units of outputs: they are learnt less {@code mean} and divided by {@code deviation}. Probabilities have zeros and ones.
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Units(double[] mean, double[] deviation) {}

    @Override
    public TaughtTask input(TextInput newInput) {
        return new TaughtTask(newInput, spec, objective, start, units);
    }

    @Override
    public ExampleKind<TaughtText> kind() {
        return TaughtText.KIND;
    }

    @Override
    public Learner<TaughtText> learner(ExampleSource<TaughtText> examples) {
        return new FromTeacher(this);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("teaching", objective.link().name());
        json.addProperty("temperature", objective.temperature());
        json.addProperty("features", objective.features());
        json.addProperty("share", objective.share());
        return json;
    }

    private record FromTeacher(TaughtTask task) implements Learner<TaughtText> {

        @Override
        public TaskSpec spec() {
            return task.spec;
        }

        @Override
        public Objective objective() {
            return task.objective;
        }

        @Override
        public double headDropout() {
            return 0;
        }

        @Override
        public Samples samples(ExampleSource<TaughtText> source, SampleStorage storage) {
            return new TaughtSamples(task.input.encoder(), source.read());
        }

        @Override
        public Head head(float[] weight, float[] bias) {
            int outputs = task.objective.outputs();
            int hidden = weight.length / bias.length;
            float[] ownWeight = new float[outputs * hidden];
            float[] ownBias = new float[outputs];
            for (int output = 0; output < outputs; output++) {
                double deviation = task.units.deviation[output];
                for (int i = 0; i < hidden; i++) {
                    ownWeight[output * hidden + i] = (float) (deviation * weight[output * hidden + i]);
                }
                ownBias[output] = (float) (deviation * bias[output] + task.units.mean[output]);
            }
            return Learner.super.head(ownWeight, ownBias);
        }

        @Override
        public float[][] parametersOf(Head head) {
            int outputs = head.outputs();
            int hidden = head.hidden();
            int rows = outputs + task.objective.features();
            float[] weight = new float[rows * hidden];
            float[] bias = new float[rows];
            float[] ownWeight = head.weight().toFloatArray();
            float[] ownBias = head.bias().toFloatArray();
            for (int output = 0; output < outputs; output++) {
                double deviation = task.units.deviation[output];
                for (int i = 0; i < hidden; i++) {
                    weight[output * hidden + i] = (float) (ownWeight[output * hidden + i] / deviation);
                }
                bias[output] = (float) ((ownBias[output] - task.units.mean[output]) / deviation);
            }
            task.start.weight().floats().get(weight, outputs * hidden, task.objective.features() * hidden);
            task.start.bias().floats().get(bias, outputs, task.objective.features());
            return new float[][] {weight, bias};
        }
    }

    /** Taught texts in memory, of which a migration has no more than its settings say. */
    private static final class TaughtSamples implements Samples {
        private final List<TaughtText> examples;
        private final List<TokenizedText> texts;

        TaughtSamples(io.adapt4j.runtime.text.TextEncoder encoder, List<TaughtText> examples) {
            this.examples = examples;
            this.texts = encoder.encode(examples.stream().map(TaughtText::text).toList());
        }

        @Override
        public int size() {
            return examples.size();
        }

        @Override
        public List<TokenizedText> texts() {
            return texts;
        }

        @Override
        public int[] lengths() {
            return texts.stream().mapToInt(TokenizedText::length).toArray();
        }

        @Override
        public TrainingBatch batch(int[] rows, long noiseSeed) {
            List<TokenizedText> some =
                    java.util.Arrays.stream(rows).mapToObj(texts::get).toList();
            float[][] targets = java.util.Arrays.stream(rows)
                    .mapToObj(row -> examples.get(row).target())
                    .toArray(float[][]::new);
            return new TrainingBatch(some, targets, noiseSeed);
        }

        @Override
        public io.adapt4j.ContentHash hash() {
            return TaughtText.KIND.hash(ExampleSource.of(examples));
        }

        @Override
        public Metrics evaluate(Answers answers) {
            throw new UnsupportedFeatureException(
                    "What a teacher says is not the truth, so that answers are not evaluated on it; judge them with a gate");
        }
    }
}
