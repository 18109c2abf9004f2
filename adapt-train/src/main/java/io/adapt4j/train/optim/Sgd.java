package io.adapt4j.train.optim;

import com.google.gson.JsonObject;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Gradient descent with momentum, {@code v = momentum v + g}, and decoupled weight decay. With Nesterov's variant the step
 * is {@code g + momentum v} instead of {@code v} (Sutskever et al., "On the importance of initialization and momentum in deep
 * learning", 2013).
 *
 * @param momentum decay of the sum of gradients, in [0, 1); 0 for none
 * @param nesterov whether the step looks ahead; needs momentum
 */
public record Sgd(double momentum, boolean nesterov) implements Optimizer {
    static final String NAME = "sgd";

    public Sgd {
        Settings.require(momentum >= 0 && momentum < 1, "momentum is in [0, 1)", momentum);
        Settings.require(momentum > 0 || !nesterov, "nesterov needs a positive momentum", momentum);
    }

    /** Momentum 0.9, without Nesterov's variant. */
    public Sgd() {
        this(0.9, false);
    }

    @Override
    public Updates forTensor(int rows, int columns) {
        return new Velocity(rows * columns);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = Settings.json(NAME);
        json.addProperty("momentum", momentum);
        json.addProperty("nesterov", nesterov);
        return json;
    }

    private final class Velocity extends CountedUpdates {
        private final float[] velocity;

        Velocity(int size) {
            velocity = new float[size];
        }

        @Override
        void update(FloatBuffer parameters, FloatBuffer gradients, double scale, double rate, double weightDecay) {
            float decay = (float) momentum;
            float keep = (float) (1 - rate * weightDecay);
            for (int i = 0; i < velocity.length; i++) {
                float gradient = gradients.get(i) * (float) scale;
                velocity[i] = decay * velocity[i] + gradient;
                float step = nesterov ? gradient + decay * velocity[i] : velocity[i];
                parameters.put(i, parameters.get(i) * keep - (float) rate * step);
            }
        }

        @Override
        public List<float[]> memory() {
            return List.of(velocity);
        }
    }
}
