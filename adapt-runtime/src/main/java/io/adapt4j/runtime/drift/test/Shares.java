package io.adapt4j.runtime.drift.test;

import java.util.List;
import org.apache.commons.statistics.inference.FisherExactTest;

/** Compares two shares by Fisher's exact test (Fisher 1935). */
final class Shares {
    private Shares() {}

    /**
     * The finding about {@code before} of {@code reference} and {@code now} of {@code window} that are something.
     *
     * @param what these are
     * @param rows some that show it
     */
    static Finding finding(
            String name, String what, long before, long reference, long now, long window, List<Long> rows) {
        double shareBefore = (double) before / reference;
        double shareNow = (double) now / window;
        return new Finding(
                name,
                "Fisher's exact test",
                shareNow,
                "difference of shares",
                shareNow - shareBefore,
                pValue(before, reference - before, now, window - now),
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

    private static double pValue(long before, long notBefore, long now, long notNow) {
        if (before + now == 0 || notBefore + notNow == 0) {
            return 1;
        }
        int[][] table = {
            {Math.toIntExact(before), Math.toIntExact(notBefore)}, {Math.toIntExact(now), Math.toIntExact(notNow)}
        };
        return Math.min(1, FisherExactTest.withDefaults().test(table).getPValue());
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
