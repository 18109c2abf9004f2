package io.adapt4j.runtime.rollout;

import io.adapt4j.runtime.rollout.guard.Guard;
import java.util.List;

/**
 * What a guard has found so far.
 *
 * @param guard which
 * @param counts how often each outcome of its test came
 * @param logEValue the logarithm of the e-value against its hypothesis
 * @param limit the e-value at which the rollout is stopped
 */
public record Evidence(Guard guard, List<Long> counts, double logEValue, double limit) {
    static Evidence of(Guard guard, List<Long> counts, double limit) {
        return new Evidence(guard, counts, guard.test().logEValue(counts), limit);
    }

    /** Whether its hypothesis is rejected, so that the rollout is stopped. */
    public boolean rejects() {
        return logEValue >= Math.log(limit);
    }

    /** How many observations there are. */
    public long observed() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** In a sentence. */
    public String describe() {
        return guard.name() + ": not so that " + guard.hypothesis() + ", by an e-value of "
                + String.format(java.util.Locale.ROOT, "%.3g", Math.exp(logEValue)) + " from " + counts + " where "
                + String.format(java.util.Locale.ROOT, "%.3g", limit) + " is the limit";
    }
}
