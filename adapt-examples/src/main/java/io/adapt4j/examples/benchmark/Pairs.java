package io.adapt4j.examples.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Times two things call by call in turn, because machines drift by more than what is compared differs. Of each iteration
 * JMH records both medians and their ratio.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Pairs {
    private final List<Double> baseline = new ArrayList<>();
    private final List<Double> candidate = new ArrayList<>();

    @Setup(Level.Iteration)
    public void clear() {
        baseline.clear();
        candidate.clear();
    }

    /** Runs both, each pair in the other order than the one before. */
    void time(Runnable first, Runnable second) {
        boolean swapped = baseline.size() % 2 == 1;
        double early = millis(swapped ? second : first);
        double late = millis(swapped ? first : second);
        baseline.add(swapped ? late : early);
        candidate.add(swapped ? early : late);
    }

    private static double millis(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /** The median time of the first, in milliseconds. */
    public double baselineMillis() {
        return median(baseline);
    }

    /** The median time of the second, in milliseconds. */
    public double candidateMillis() {
        return median(candidate);
    }

    /** The second median over the first. */
    public double ratio() {
        return candidateMillis() / baselineMillis();
    }

    static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
