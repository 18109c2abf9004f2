package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.ComparedRow;
import java.util.Arrays;
import java.util.List;

/**
 * Answers come in time, one text at a time on this machine as it is now. The one criterion that judging again may find
 * otherwise; the verdict says so.
 *
 * @param percentile of the calls that must be as fast, in (0, 100]
 * @param atMostMillis milliseconds that they may take
 * @param calls how many are measured, after a tenth as many that are not
 */
public record Latency(double percentile, double atMostMillis, int calls) implements Criterion {

    public Latency {
        Checks.require(percentile > 0 && percentile <= 100, "percentile is in (0, 100]", percentile);
        Checks.require(atMostMillis > 0, "atMostMillis is positive", atMostMillis);
        Checks.require(calls >= 1, "calls is at least 1", calls);
    }

    @Override
    public String describe() {
        return "the " + percentile + "th percentile of latency is at most " + atMostMillis + " ms";
    }

    @Override
    public Finding judge(Trial trial) {
        List<String> texts = Arrays.stream(trial.rows())
                .mapToObj(trial.candidate().evaluation()::row)
                .map(ComparedRow::text)
                .toList();
        int warmup = (calls + 9) / 10;
        long[] nanos = new long[calls];
        for (int call = -warmup; call < calls; call++) {
            List<String> text = List.of(texts.get(Math.floorMod(call, texts.size())));
            long start = System.nanoTime();
            trial.candidate().answers(text);
            if (call >= 0) {
                nanos[call] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        double measured = nanos[(int) Math.ceil(percentile / 100 * calls) - 1] / 1e6;
        return Finding.of(this, measured <= atMostMillis)
                .figure("measured", measured)
                .figure("threshold", atMostMillis)
                .note("measured in milliseconds; another measurement may differ")
                .notRepeatable();
    }
}
