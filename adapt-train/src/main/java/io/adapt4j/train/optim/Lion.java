package io.adapt4j.train.optim;

import com.google.gson.JsonObject;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The sign of an interpolation between gradient and momentum, with decoupled weight decay (Chen et al., "Symbolic Discovery of
 * Optimization Algorithms", 2023). Wants a learning rate three to ten times smaller than {@link AdamW}.
 *
 * @param beta1 share of the momentum in what is followed, in [0, 1)
 * @param beta2 decay of the momentum, in [0, 1)
 */
public record Lion(double beta1, double beta2) implements Optimizer {
    static final String NAME = "lion";

    public Lion {
        Settings.require(beta1 >= 0 && beta1 < 1, "beta1 is in [0, 1)", beta1);
        Settings.require(beta2 >= 0 && beta2 < 1, "beta2 is in [0, 1)", beta2);
    }

    /** The usual settings: 0.9, 0.99. */
    public Lion() {
        this(0.9, 0.99);
    }

    @Override
    public Updates forTensor(int rows, int columns) {
        return new Momentum(rows * columns);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = Settings.json(NAME);
        json.addProperty("beta1", beta1);
        json.addProperty("beta2", beta2);
        return json;
    }

    private final class Momentum extends CountedUpdates {
        private final float[] momentum;

        Momentum(int size) {
            momentum = new float[size];
        }

        @Override
        void update(FloatBuffer parameters, FloatBuffer gradients, double scale, double rate, double weightDecay) {
            float b1 = (float) beta1;
            float b2 = (float) beta2;
            float keep = (float) (1 - rate * weightDecay);
            for (int i = 0; i < momentum.length; i++) {
                float gradient = gradients.get(i) * (float) scale;
                float followed = b1 * momentum[i] + (1 - b1) * gradient;
                parameters.put(i, parameters.get(i) * keep - (float) rate * Math.signum(followed));
                momentum[i] = b2 * momentum[i] + (1 - b2) * gradient;
            }
        }

        @Override
        public List<float[]> memory() {
            return List.of(momentum);
        }
    }
}
