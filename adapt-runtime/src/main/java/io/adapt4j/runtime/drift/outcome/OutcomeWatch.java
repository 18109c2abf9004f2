package io.adapt4j.runtime.drift.outcome;

import io.adapt4j.runtime.drift.sample.Mix;
import io.adapt4j.runtime.drift.test.Finding;
import io.adapt4j.runtime.drift.test.Plot;
import io.adapt4j.runtime.drift.test.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Runs the detectors of change over one stream of outcomes. Learns the normal error rate from the first outcomes if it is not given. */
public final class OutcomeWatch {
    private static final int LEARN = 500;
    private static final int BLOCK = 50;
    private static final int BLOCKS = 40;
    /** The most bytes that it takes. */
    public static final long MAX_BYTES = 16 << 10;

    private final List<String> names;
    private final double falseAlarms;
    private final long seed;
    private final Map<String, ChangeDetector> detectors = new LinkedHashMap<>();
    /** Errors in the latest blocks of outcomes, the last one being filled. */
    private final List<Integer> blocks = new ArrayList<>();

    private long outcomes;
    private long errors;
    private double normal = Double.NaN;

    /**
     * @param names of the detectors
     * @param falseAlarms how many may be expected of each in {@link ChangeDetector#PER} outcomes
     * @param seed of what is drawn at random
     */
    public OutcomeWatch(List<String> names, double falseAlarms, long seed) {
        this.names = List.copyOf(names);
        this.falseAlarms = falseAlarms;
        this.seed = seed;
    }

    /** Takes a normal error rate as known: half an error is added on each side, so that it is neither 0 nor 1. */
    public void expect(long wrong, long of) {
        normal = (wrong + 0.5) / (of + 1);
        for (String name : names) {
            detectors.put(name, ChangeDetectors.of(name, normal, falseAlarms, Mix.of(seed ^ name.hashCode())));
        }
    }

    /** Adds an outcome; what the detectors that found a rise say. */
    public List<Finding> add(boolean correct) {
        if (outcomes++ % BLOCK == 0) {
            blocks.add(0);
            if (blocks.size() > BLOCKS) {
                blocks.remove(0);
            }
        }
        errors += correct ? 0 : 1;
        blocks.set(blocks.size() - 1, blocks.get(blocks.size() - 1) + (correct ? 0 : 1));
        if (Double.isNaN(normal)) {
            if (outcomes == LEARN) {
                expect(errors, outcomes);
            }
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        detectors.forEach((name, detector) -> {
            if (detector.add(!correct)) {
                findings.add(finding(name, detector));
            }
        });
        return findings;
    }

    private Finding finding(String name, ChangeDetector detector) {
        long begin = (outcomes - 1) / BLOCK - (blocks.size() - 1);
        List<String> ticks = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (int b = 0; b < blocks.size(); b++) {
            long end = Math.min(outcomes, (begin + b + 1) * BLOCK);
            ticks.add(Long.toString(end));
            rates.add((double) blocks.get(b) / (end - (begin + b) * BLOCK));
        }
        double now = rates.stream()
                .skip(Math.max(0, rates.size() - 5))
                .mapToDouble(x -> x)
                .average()
                .orElse(normal);
        return new Finding(
                name,
                detector.method(),
                detector.statistic(),
                "rise of the error rate over the last blocks",
                now - normal,
                Double.NaN,
                Double.NaN,
                detector.threshold(),
                Side.of(new double[] {normal}),
                Side.of(rates.stream().mapToDouble(x -> x).toArray()),
                new Plot(
                        "outcomes",
                        "error rate",
                        ticks,
                        IntStream.range(0, rates.size()).mapToObj(b -> normal).toList(),
                        rates),
                List.of());
    }
}
