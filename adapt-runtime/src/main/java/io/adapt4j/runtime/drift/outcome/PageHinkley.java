package io.adapt4j.runtime.drift.outcome;

/**
 * The cumulative sum test of Page (1954), in Hinkley's form (1970), against a known error rate: {@code m_t = sum (e_i - p - d)} for errors
 * {@code e_i} of 0 or 1, normal rate p and tolerance d; a rise is where {@code m_t} has come {@code h} above its lowest point so far.
 *
 * <p>While errors are independent and their rate is at most p, an alarm is begun at any one outcome with a chance of at most
 * {@code exp(-a h)}, where {@code a > 0} solves {@code E exp(a (e - p - d)) = 1} (Wald 1947). So {@code h = ln(N / f) / a} keeps the expected number of
 * false alarms in N outcomes at f or less.
 */
public final class PageHinkley implements ChangeDetector {
    private static final double TOLERANCE = 0.01;

    private final double normal;
    private final double height;
    private double sum;
    private double statistic;

    PageHinkley(double errorRate, double falseAlarms) {
        normal = errorRate + Math.min(TOLERANCE, (1 - errorRate) / 10);
        height = StrictMath.log(PER / falseAlarms) / exponent(errorRate, normal);
    }

    /** The {@code a} above, by bisection. */
    static double exponent(double rate, double normal) {
        double low = 0;
        double high = 1;
        while (moment(high, rate, normal) < 0) {
            low = high;
            high *= 2;
        }
        // Left of the root the moment is negative, but at 0.
        for (int step = 0; step < 100; step++) {
            double middle = (low + high) / 2;
            if (moment(middle, rate, normal) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double moment(double a, double rate, double normal) {
        return rate * StrictMath.exp(a * (1 - normal)) + (1 - rate) * StrictMath.exp(-a * normal) - 1;
    }

    @Override
    public String method() {
        return "Page-Hinkley";
    }

    @Override
    public boolean add(boolean error) {
        // The sum above its lowest point so far.
        sum = Math.max(0, sum + (error ? 1 : 0) - normal);
        statistic = sum;
        if (sum < height) {
            return false;
        }
        sum = 0;
        return true;
    }

    @Override
    public double statistic() {
        return statistic;
    }

    @Override
    public double threshold() {
        return height;
    }
}
