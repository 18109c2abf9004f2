package io.adapt4j.train.gate;

/** Exact probabilities of the binomial distribution. */
final class Binomial {
    private static final int BISECTIONS = 60;

    private Binomial() {}

    /** {@code P(X >= successes)} for {@code X} binomial with {@code trials} and {@code probability} in [0, 1]. */
    static double atLeast(int successes, int trials, double probability) {
        if (successes <= 0 || probability >= 1) {
            return successes <= trials ? 1 : 0;
        }
        if (probability <= 0 || successes > trials) {
            return 0;
        }
        // From the side on which the terms fall off, so that the first one does not vanish before the others.
        return successes > trials * probability
                ? tail(successes, trials, probability)
                : 1 - tail(trials - successes + 1, trials, 1 - probability);
    }

    /** {@code P(X >= successes)}, successes beyond the mean: the terms get smaller from the first on. */
    private static double tail(int successes, int trials, double probability) {
        double log = successes * StrictMath.log(probability) + (trials - successes) * StrictMath.log1p(-probability);
        for (int i = 1; i <= successes; i++) {
            log += StrictMath.log((double) (trials - successes + i) / i);
        }
        double odds = probability / (1 - probability);
        double term = StrictMath.exp(log);
        double sum = 0;
        for (int k = successes; k <= trials && term > 0; k++) {
            sum += term;
            term *= odds * (trials - k) / (k + 1);
        }
        return Math.min(1, sum);
    }

    /**
     * The interval of a probability that {@code successes} out of {@code trials} leave open (Clopper and Pearson, "The use of
     * confidence or fiducial limits illustrated in the case of the binomial", 1934).
     */
    static Interval interval(int successes, int trials, double confidence) {
        double tail = (1 - confidence) / 2;
        double low = successes == 0 ? 0 : solve(successes, trials, tail);
        double high = successes == trials ? 1 : solve(successes + 1, trials, 1 - tail);
        return new Interval(low, high, "exact binomial");
    }

    /** The probability with which {@code atLeast(successes, trials, probability)} is {@code target}. */
    private static double solve(int successes, int trials, double target) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (atLeast(successes, trials, middle) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
