package io.adapt4j.runtime.rollout.guard;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidInputException;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Stops a challenger that is slow more often than the champion: its share of slow answers is above the champion's by more than a margin.
 * Slow is what takes longer than a factor times a quantile of the champion's last latencies, as they were before the pair in question;
 * the first {@value #LEARNT} pairs only tell what is usual.
 *
 * @param quantile in (0, 1), such as 0.95
 * @param factor at least 1
 * @param margin a difference of shares, at least 0 and below 1
 */
public record LatencyGuard(double quantile, double factor, double margin) implements Guard {
    /** How many pairs there must be before one is judged. */
    public static final int LEARNT = 50;

    static final String NAME = "latency";
    private static final int REMEMBERED = 1_000;
    private static final int RENEWED = 25;

    public LatencyGuard {
        BettingTest.pairs(margin);
        if (!(quantile > 0 && quantile < 1) || !(factor >= 1 && factor < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException(
                    "A guard of latency needs a quantile in (0, 1) and a finite factor of at least 1, but was given "
                            + quantile + " and " + factor);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BettingTest test() {
        return BettingTest.pairs(margin);
    }

    @Override
    public Judge judge() {
        return new Limit();
    }

    /** Knows the champion's last latencies. */
    private final class Limit implements Judge {
        private final long[] last = new long[REMEMBERED];
        private long seen;
        private double nanos;

        @Override
        public OptionalInt judge(Pair pair) {
            if (pair.champion().failed() || pair.challenger().failed()) {
                return OptionalInt.empty();
            }
            OptionalInt outcome = seen < LEARNT
                    ? OptionalInt.empty()
                    : Judge.compare(
                            pair.champion().nanos() > nanos, pair.challenger().nanos() > nanos);
            last[(int) (seen++ % REMEMBERED)] = pair.champion().nanos();
            if (seen % RENEWED == 0) {
                renew();
            }
            return outcome;
        }

        private void renew() {
            long[] sorted = Arrays.copyOf(last, (int) Math.min(seen, REMEMBERED));
            Arrays.sort(sorted);
            nanos = factor * sorted[(int) Math.ceil(quantile * sorted.length) - 1];
        }
    }

    @Override
    public String hypothesis() {
        return "the challenger's share of answers slower than " + factor + " times the champion's " + quantile
                + " quantile is at most the champion's + " + margin;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("guard", NAME);
        json.addProperty("quantile", quantile);
        json.addProperty("factor", factor);
        json.addProperty("margin", margin);
        return json;
    }
}
