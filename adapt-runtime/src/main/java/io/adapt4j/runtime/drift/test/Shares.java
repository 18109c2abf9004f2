package io.adapt4j.runtime.drift.test;

import java.util.List;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.FisherExactTest;

/** Compares two shares. */
final class Shares {
    private Shares() {}

    /** How likely two shares are to be as far apart as they are, where nothing has changed. */
    enum Comparison {
        /** Each observation is a one or not, whatever the others are (Fisher 1935). */
        INDEPENDENT("Fisher's exact test") {
            @Override
            double pValue(long before, long reference, long now, long window) {
                int[][] table = {
                    {Math.toIntExact(before), Math.toIntExact(reference - before)},
                    {Math.toIntExact(now), Math.toIntExact(window - now)}
                };
                return FisherExactTest.withDefaults().test(table).getPValue();
            }
        },
        /** Ones are events that come at a rate, as repetitions do: how many there are varies more than a share does (Przyborowski and Wilenski 1940). */
        EVENTS("exact test of two Poisson rates") {
            @Override
            double pValue(long before, long reference, long now, long window) {
                return BinomialTest.withDefaults()
                        .test(
                                Math.toIntExact(before + now),
                                Math.toIntExact(now),
                                (double) window / (reference + window))
                        .getPValue();
            }
        };

        private final String method;

        Comparison(String method) {
            this.method = method;
        }

        abstract double pValue(long before, long reference, long now, long window);
    }

    /**
     * The finding about {@code before} of {@code reference} and {@code now} of {@code window} that are something.
     *
     * @param what these are
     * @param rows some that show it
     */
    static Finding finding(
            String name,
            Comparison comparison,
            String what,
            long before,
            long reference,
            long now,
            long window,
            List<Long> rows) {
        double shareBefore = (double) before / reference;
        double shareNow = (double) now / window;
        return new Finding(
                name,
                comparison.method,
                shareNow,
                "difference of shares",
                shareNow - shareBefore,
                pValue(comparison, before, reference, now, window),
                Double.NaN,
                Double.NaN,
                side(before, reference),
                side(now, window),
                new Plot(
                        what,
                        "share",
                        List.of("no", "yes"),
                        List.of(1 - shareBefore, shareBefore),
                        List.of(1 - shareNow, shareNow)),
                rows);
    }

    private static double pValue(Comparison comparison, long before, long reference, long now, long window) {
        if (before + now == 0 || before + now == reference + window) {
            return 1;
        }
        return Math.min(1, comparison.pValue(before, reference, now, window));
    }

    /** Of so many ones among zeros. */
    private static Side side(long ones, long count) {
        double mean = (double) ones / count;
        return new Side(
                Math.toIntExact(count),
                mean,
                Math.sqrt(mean * (1 - mean) * count / Math.max(1, count - 1)),
                mean > 0.95 ? 1 : 0,
                mean > 0.5 ? 1 : 0,
                mean > 0.05 ? 1 : 0);
    }
}
