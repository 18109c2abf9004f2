package io.adapt4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class AdamWTest {

    @Test
    void step_severalTimes_followsThePaperInDoublePrecision() {
        double[] gradients = {0.5, -1.25, 2.0, 0.001, -0.3};
        double beta1 = 0.9;
        double beta2 = 0.999;
        double rate = 0.01;
        double decay = 0.1;
        double expected = 1.5;
        double m = 0;
        double v = 0;
        FloatBuffer parameter = FloatBuffer.wrap(new float[] {1.5f});
        Updates optimizer = new AdamW(beta1, beta2, 1e-8).forTensor(1, 1);

        for (int t = 1; t <= gradients.length; t++) {
            double g = gradients[t - 1] * 0.5;
            m = beta1 * m + (1 - beta1) * g;
            v = beta2 * v + (1 - beta2) * g * g;
            double unbiasedM = m / (1 - Math.pow(beta1, t));
            double unbiasedV = v / (1 - Math.pow(beta2, t));
            expected -= rate * (unbiasedM / (Math.sqrt(unbiasedV) + 1e-8) + decay * expected);
            optimizer.step(parameter, FloatBuffer.wrap(new float[] {(float) gradients[t - 1]}), 0.5, rate, decay);

            assertThat((double) parameter.get(0)).isCloseTo(expected, within(1e-5));
        }
    }
}
