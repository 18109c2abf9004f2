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
    static final String NAME = "adamw";

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
        JsonObject json = Settings.json(NAME);
        json.addProperty("beta1", beta1);
        json.addProperty("beta2", beta2);
        json.addProperty("epsilon", epsilon);
        return json;
    }

    private final class Moments extends CountedUpdates {
        private final float[] first;
        private final float[] second;

        Moments(int size) {
            first = new float[size];
            second = new float[size];
        }

        @Override
        void update(FloatBuffer parameters, FloatBuffer gradients, double scale, double rate, double weightDecay) {
            float b1 = (float) beta1;
            float b2 = (float) beta2;
            float keep = (float) (1 - rate * weightDecay);
            double correction2 = StrictMath.sqrt(1 - StrictMath.pow(beta2, steps()));
            float corrected = (float) (rate * correction2 / (1 - StrictMath.pow(beta1, steps())));
            float eps = (float) (epsilon * correction2);
            for (int i = 0; i < first.length; i++) {
                float gradient = gradients.get(i) * (float) scale;
                first[i] = b1 * first[i] + (1 - b1) * gradient;
                second[i] = b2 * second[i] + (1 - b2) * gradient * gradient;
                float step = corrected * first[i] / ((float) Math.sqrt(second[i]) + eps);
                parameters.put(i, parameters.get(i) * keep - step);
            }
        }

        @Override
        public List<float[]> memory() {
            return List.of(first, second);
        }
    }
}
