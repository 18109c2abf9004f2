package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.Head;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.NumericExample;
import io.adapt4j.train.spi.Objective;
import java.util.List;

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
    public Learner<NumericExample> learner(List<NumericExample> examples) {
        TextSamples.requireSome(examples);
        requireNumbers(examples);
        double[] mean = new double[targets.size()];
        double[] deviation = new double[targets.size()];
        for (int target = 0; target < mean.length; target++) {
            for (NumericExample example : examples) {
                mean[target] += example.values().get(target) / examples.size();
            }
            double variance = 0;
            for (NumericExample example : examples) {
                double difference = example.values().get(target) - mean[target];
                variance += difference * difference / examples.size();
            }
            deviation[target] = variance == 0 ? 1 : Math.sqrt(variance);
        }
        return new Standardised(
                this, new RegressionSpec(targets, input.pooling(), false, input.maxLength()), mean, deviation);
    }

    private void requireNumbers(List<NumericExample> examples) {
        for (NumericExample example : examples) {
            if (example.values().size() != targets.size()
                    || !example.values().stream().allMatch(Double::isFinite)) {
                throw new InvalidDataException("The task has the targets " + targets
                        + ", but an example has the values " + example.values() + ": \"" + example.text() + "\"");
            }
        }
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
        public Samples samples(List<NumericExample> examples) {
            task.requireNumbers(examples);
            float[][] targets = new float[examples.size()][mean.length];
            for (int i = 0; i < targets.length; i++) {
                for (int t = 0; t < mean.length; t++) {
                    targets[i][t] = (float) ((examples.get(i).values().get(t) - mean[t]) / deviation[t]);
                }
            }
            return TextSamples.of(examples, task.input.encoder(), NumericExample::text, targets);
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
    }
}
