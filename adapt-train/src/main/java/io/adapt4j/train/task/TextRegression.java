package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.Head;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.NumericExample;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.spi.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Learning numbers for a text: base model, pooling, dropout, linear head, mean squared error. It is learnt on targets of mean 0
 * and variance 1; the head that is served gives the examples' own unit.
 *
 * @param targets what the numbers are called, in the order of the examples' values
 * @param input how texts are read
 * @param headDropout probability with which an element of the pooled vector is dropped in training, in [0, 1)
 */
public record TextRegression(List<String> targets, TextInput input, double headDropout)
        implements TrainingTask<NumericExample, TextRegression> {

    public TextRegression {
        targets = List.copyOf(targets);
        TextSamples.requireShare("headDropout", headDropout);
    }

    /** A task with these targets. */
    public static TextRegression of(String... targets) {
        return new TextRegression(List.of(targets), TextInput.defaults(), 0);
    }

    @Override
    public TextRegression input(TextInput newInput) {
        return new TextRegression(targets, newInput, headDropout);
    }

    public TextRegression headDropout(double newHeadDropout) {
        return new TextRegression(targets, input, newHeadDropout);
    }

    @Override
    public Learner<NumericExample> learner(ExampleSource<NumericExample> source) {
        int count = TextSamples.requireSome(source);
        double[] mean = new double[targets.size()];
        forEach(source, (target, value) -> mean[target] += value / count);
        double[] variance = new double[targets.size()];
        forEach(source, (target, value) -> variance[target] += (value - mean[target]) * (value - mean[target]) / count);
        double[] deviation = Arrays.stream(variance)
                .map(value -> value == 0 ? 1 : Math.sqrt(value))
                .toArray();
        return new Standardised(
                this, new RegressionSpec(targets, input.pooling(), false, input.maxLength()), mean, deviation);
    }

    private interface Value {
        void accept(int target, double value);
    }

    private void forEach(ExampleSource<NumericExample> source, Value values) {
        try (Stream<NumericExample> examples = source.stream()) {
            examples.forEachOrdered(example -> {
                requireNumbers(example);
                for (int target = 0; target < targets.size(); target++) {
                    values.accept(target, example.values().get(target));
                }
            });
        }
    }

    private void requireNumbers(NumericExample example) {
        if (example.values().size() != targets.size()
                || !example.values().stream().allMatch(Double::isFinite)) {
            throw new InvalidDataException("The task has the targets " + targets + ", but an example has the values "
                    + example.values() + ": \"" + example.text() + "\"");
        }
    }

    @Override
    public ExampleKind<NumericExample> kind() {
        return ExampleKinds.NUMERIC;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("headDropout", headDropout);
        return json;
    }

    /** The task with the training targets' mean and standard deviation. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Standardised(TextRegression task, RegressionSpec named, double[] mean, double[] deviation)
            implements Learner<NumericExample> {

        @Override
        public TaskSpec spec() {
            return named;
        }

        @Override
        public Objective objective() {
            return new Objective.Squared(mean.length);
        }

        @Override
        public double headDropout() {
            return task.headDropout;
        }

        @Override
        public Samples samples(ExampleSource<NumericExample> source, SampleStorage storage) {
            return TextSamples.of(
                    source,
                    task.kind(),
                    task.input.encoder(),
                    storage,
                    TextSamples.Targets.each((example, text) -> target(example)));
        }

        private float[] target(NumericExample example) {
            task.requireNumbers(example);
            float[] target = new float[mean.length];
            for (int t = 0; t < mean.length; t++) {
                target[t] = (float) ((example.values().get(t) - mean[t]) / deviation[t]);
            }
            return target;
        }

        @Override
        public Head head(float[] weight, float[] bias) {
            float[] ownWeight = weight.clone();
            float[] ownBias = bias.clone();
            int hidden = weight.length / bias.length;
            for (int i = 0; i < ownWeight.length; i++) {
                ownWeight[i] = (float) (weight[i] * deviation[i / hidden]);
            }
            for (int t = 0; t < ownBias.length; t++) {
                ownBias[t] = (float) (bias[t] * deviation[t] + mean[t]);
            }
            return Learner.super.head(ownWeight, ownBias);
        }

        @Override
        public float[][] parametersOf(Head head) {
            float[][] parameters = Learner.super.parametersOf(head);
            int hidden = parameters[0].length / mean.length;
            for (int i = 0; i < parameters[0].length; i++) {
                parameters[0][i] = (float) (parameters[0][i] / deviation[i / hidden]);
            }
            for (int t = 0; t < mean.length; t++) {
                parameters[1][t] = (float) ((parameters[1][t] - mean[t]) / deviation[t]);
            }
            return parameters;
        }
    }
}
