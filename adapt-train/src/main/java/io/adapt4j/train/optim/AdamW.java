package io.adapt4j.train.optim;

import com.google.gson.JsonObject;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2).
 *
 * @param beta1 decay of the mean of the gradient, in [0, 1)
 * @param beta2 decay of the mean of its square, in [0, 1)
 * @param epsilon added to the denominator, positive
 */
public record AdamW(double beta1, double beta2, double epsilon) implements Optimizer {

    public AdamW {
        Settings.require(beta1 >= 0 && beta1 < 1, "beta1 is in [0, 1)", beta1);
        Settings.require(beta2 >= 0 && beta2 < 1, "beta2 is in [0, 1)", beta2);
        Settings.require(epsilon > 0, "epsilon is positive", epsilon);
    }

    /** The usual settings: 0.9, 0.999, 1e-8. */
    public AdamW() {
        this(0.9, 0.999, 1e-8);
    }

    @Override
    public Updates forTensor(int rows, int columns) {
        return new Moments(rows * columns);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("name", "adamw");
        json.addProperty("beta1", beta1);
        json.addProperty("beta2", beta2);
        json.addProperty("epsilon", epsilon);
        return json;
    }

    private final class Moments implements Updates {
        private final float[] first;
        private final float[] second;
        private int steps;

        Moments(int size) {
            first = new float[size];
            second = new float[size];
        }

        @Override
        public void step(
                FloatBuffer parameters,
                FloatBuffer gradients,
                double gradientScale,
                double learningRate,
                double weightDecay) {
            steps++;
            float b1 = (float) beta1;
            float b2 = (float) beta2;
            float scale = (float) gradientScale;
            float keep = (float) (1 - learningRate * weightDecay);
            double correction2 = StrictMath.sqrt(1 - StrictMath.pow(beta2, steps));
            float rate = (float) (learningRate * correction2 / (1 - StrictMath.pow(beta1, steps)));
            float eps = (float) (epsilon * correction2);
            for (int i = 0; i < first.length; i++) {
                float gradient = gradients.get(i) * scale;
                first[i] = b1 * first[i] + (1 - b1) * gradient;
                second[i] = b2 * second[i] + (1 - b2) * gradient * gradient;
                parameters.put(i, parameters.get(i) * keep - rate * first[i] / ((float) Math.sqrt(second[i]) + eps));
            }
        }

        @Override
        public int steps() {
            return steps;
        }

        @Override
        public List<float[]> memory() {
            return List.of(first, second);
        }

        @Override
        public void restore(int newSteps, List<float[]> memory) {
            steps = newSteps;
            Settings.copy(memory, memory());
        }
    }
}
