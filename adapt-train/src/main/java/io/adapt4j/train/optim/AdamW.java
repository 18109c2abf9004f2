package io.adapt4j.train.optim;

import java.nio.FloatBuffer;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm 2)
 * for one tensor of parameters.
 */
public final class AdamW {
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final float[] firstMoment;
    private final float[] secondMoment;
    private int steps;

    /**
     * @param size the number of parameters
     * @param beta1 decay of the mean of the gradient
     * @param beta2 decay of the mean of its square
     * @param epsilon added to the denominator
     */
    public AdamW(int size, double beta1, double beta2, double epsilon) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.firstMoment = new float[size];
        this.secondMoment = new float[size];
    }

    /**
     * Takes one step in place.
     *
     * @param gradientScale factor on every gradient, for clipping
     * @param weightDecay share of each parameter taken away, times the learning rate
     */
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
        for (int i = 0; i < firstMoment.length; i++) {
            float gradient = gradients.get(i) * scale;
            float first = b1 * firstMoment[i] + (1 - b1) * gradient;
            float second = b2 * secondMoment[i] + (1 - b2) * gradient * gradient;
            firstMoment[i] = first;
            secondMoment[i] = second;
            parameters.put(i, parameters.get(i) * keep - rate * first / ((float) Math.sqrt(second) + eps));
        }
    }
}
