package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.ComparedRow;
import java.util.Arrays;
import java.util.List;

/**
 * The candidate takes at most so many times the champion's time for a text: the medians of calls that take turns, one text at a time on this machine
 * as it is now. Judging again may find otherwise; the verdict says so.
 *
 * @param atMost the ratio that is allowed, positive
 * @param calls how many of each are measured, after a tenth as many that are not
 */
public record LatencyRatio(double atMost, int calls) implements Criterion {

    public LatencyRatio {
        Checks.require(atMost > 0, "atMost is positive", atMost);
        Checks.require(calls >= 1, "calls is at least 1", calls);
    }

    @Override
    public String describe() {
        return "the median latency is at most " + atMost + " times the champion's";
    }

    @Override
    public Finding judge(Trial trial) {
        if (trial.champion().isEmpty()) {
            return Finding.withoutChampion(this);
        }
        List<String> texts = Arrays.stream(trial.rows())
                .mapToObj(trial.candidate().evaluation()::row)
                .map(ComparedRow::text)
                .toList();
        long[] own = new long[calls];
        long[] other = new long[calls];
        for (int call = -((calls + 9) / 10); call < calls; call++) {
            List<String> text = List.of(texts.get(Math.floorMod(call, texts.size())));
            long candidate = nanos(trial.candidate(), text);
            long champion = nanos(trial.champion().get(), text);
            if (call >= 0) {
                own[call] = candidate;
                other[call] = champion;
            }
        }
        double measured = median(own) / Math.max(1, median(other));
        return Finding.of(this, measured <= atMost)
                .figure("measured", measured)
                .figure("threshold", atMost)
                .figure("candidateMillis", median(own) / 1e6)
                .figure("championMillis", median(other) / 1e6)
                .note("another measurement may differ")
                .notRepeatable();
    }

    private static long nanos(Trial.Contender contender, List<String> text) {
        long start = System.nanoTime();
        contender.answers(text);
        return System.nanoTime() - start;
    }

    private static double median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }
}
