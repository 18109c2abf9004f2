package io.adapt4j.train.optim;

import io.adapt4j.error.InvalidDataException;
import java.util.Arrays;
import java.util.Locale;

/** How the learning rate rises during the warmup and falls after it. */
public enum Schedule {
    /** Stays. */
    CONSTANT {
        @Override
        double fall(double progress) {
            return 1;
        }
    },
    /** Falls in a straight line to zero. */
    LINEAR {
        @Override
        double fall(double progress) {
            return 1 - progress;
        }
    },
    /** Falls along half a cosine to zero (Loshchilov and Hutter, "SGDR", 2017). */
    COSINE {
        @Override
        double fall(double progress) {
            return cosine(1, 0, progress);
        }
    },
    /** Falls along half a cosine to a tenth. */
    COSINE_TO_TENTH {
        @Override
        double fall(double progress) {
            return cosine(1, 0.1, progress);
        }
    },
    /**
     * Rises along half a cosine from a 25th, and falls along half a cosine to nearly nothing (Smith and Topin,
     * "Super-Convergence", 2018). The warmup is the rise and wants a larger share of the steps than elsewhere, about 0.3.
     */
    ONE_CYCLE {
        @Override
        double rise(int step, int warmupSteps) {
            return cosine(START, 1, (double) step / warmupSteps);
        }

        @Override
        double fall(double progress) {
            return cosine(1, START / 10_000, progress);
        }
    };

    private static final double START = 1.0 / 25;

    /** The factor after a share of the steps that follow the warmup. */
    abstract double fall(double progress);

    /** The factor during the warmup: in a straight line. */
    double rise(int step, int warmupSteps) {
        return (step + 1.0) / (warmupSteps + 1.0);
    }

    private static double cosine(double from, double to, double progress) {
        return to + (from - to) * 0.5 * (1 + StrictMath.cos(Math.PI * progress));
    }

    /**
     * The factor on the learning rate.
     *
     * @param step the step about to be taken, from 0
     * @param warmupSteps over which the factor rises to 1
     * @param totalSteps after which training ends
     */
    public double factor(int step, int warmupSteps, int totalSteps) {
        if (step < warmupSteps) {
            return rise(step, warmupSteps);
        }
        return fall((double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
    }

    /** The name in recipes and manifests: {@code one-cycle}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The schedule of a {@link #label}.
     *
     * @throws InvalidDataException when there is none
     */
    public static Schedule labelled(String label) {
        return Arrays.stream(values())
                .filter(schedule -> schedule.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidDataException("Unknown schedule \"" + label + "\"; there are "
                        + Arrays.stream(values()).map(Schedule::label).toList()));
    }
}
