package io.adapt4j.train.optim;

/** How the learning rate falls after the warmup. */
public enum Schedule {
    /** Stays. */
    CONSTANT {
        @Override
        double decay(double progress) {
            return 1;
        }
    },
    /** Falls in a straight line to zero. */
    LINEAR {
        @Override
        double decay(double progress) {
            return 1 - progress;
        }
    },
    /** Falls along half a cosine to zero (Loshchilov and Hutter, "SGDR", 2017). */
    COSINE {
        @Override
        double decay(double progress) {
            return 0.5 * (1 + StrictMath.cos(Math.PI * progress));
        }
    };

    abstract double decay(double progress);

    /**
     * The factor on the learning rate.
     *
     * @param step the step about to be taken, from 0
     * @param warmupSteps over which the factor rises in a straight line to 1
     * @param totalSteps after which training ends
     */
    public double factor(int step, int warmupSteps, int totalSteps) {
        if (step < warmupSteps) {
            return (step + 1.0) / (warmupSteps + 1.0);
        }
        return decay((double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
    }
}
