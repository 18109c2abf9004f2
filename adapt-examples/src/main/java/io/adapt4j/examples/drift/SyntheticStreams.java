package io.adapt4j.examples.drift;

import io.adapt4j.runtime.drift.sample.Mix;
import io.adapt4j.runtime.drift.sample.Observation;
import io.adapt4j.runtime.drift.sample.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Observations drawn at random, in which one thing changes: for each test what it is there for. */
final class SyntheticStreams {
    /** What changes, by the test that should find it. */
    static final Map<String, String> CHANGES = new TreeMap<>(Map.ofEntries(
            Map.entry("input.length", "lengths from 1-15 to 1-19 tokens"),
            Map.entry("input.unknown", "unknown tokens from 1% to 3%"),
            Map.entry("input.unseen", "vocabulary from 5,000 to 6,000 tokens"),
            Map.entry("quality.empty", "empty texts from 1% to 5%"),
            Map.entry("quality.truncated", "cut texts from 1% to 5%"),
            Map.entry("quality.duplicate", "repeated texts from 5% to 15%"),
            Map.entry("embedding.mmd", "mean by 0.3 deviations in each of 16 dimensions"),
            Map.entry("embedding.classifier", "mean by 0.5 deviations in each of 16 dimensions"),
            Map.entry("embedding.mahalanobis", "deviation from 1 to 1.25"),
            Map.entry("prediction.labels", "first of 4 labels from 25% to 37%"),
            Map.entry("prediction.confidence", "median confidence from 0.81 to 0.76"),
            Map.entry("prediction.psi", "median confidence from 0.81 to 0.71"),
            Map.entry("prediction.entropy", "entropies 20% higher"),
            Map.entry("prediction.value", "mean by 0.3 deviations")));

    static final int UNKNOWN = 100;
    private static final int WIDTH = 16;

    private final SplittableRandom random;
    private final String change;
    private boolean changed;
    private long next;

    private SyntheticStreams(String change, long seed) {
        this.change = change;
        this.random = new SplittableRandom(seed);
    }

    /** A stream of so many observations each. */
    static Stream of(String change, long seed, int reference, int calm, int changed) {
        SyntheticStreams streams = new SyntheticStreams(change, seed);
        List<Observation> first = streams.draw(reference);
        List<Observation> second = streams.draw(calm);
        streams.changed = true;
        return new Stream(first, second, streams.draw(changed));
    }

    private List<Observation> draw(int count) {
        List<Observation> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(observation());
        }
        return drawn;
    }

    private Observation observation() {
        long[] tokens = new long[1 + random.nextInt((int) after("input.length", 15, 19))];
        for (int t = 0; t < tokens.length; t++) {
            tokens[t] = chance("input.unknown", 0.01, 0.03)
                    ? UNKNOWN
                    : 1_000 + random.nextInt((int) after("input.unseen", 5_000, 6_000));
        }
        float[] embedding = new float[WIDTH];
        double shift = after("embedding.mmd", 0, 0.3) + after("embedding.classifier", 0, 0.5);
        for (int i = 0; i < WIDTH; i++) {
            embedding[i] = (float) (after("embedding.mahalanobis", 1, 1.25) * random.nextGaussian() + shift);
        }
        double power = after("prediction.confidence", 0.3, 0.4) + after("prediction.psi", 0, 0.2);
        Prediction prediction = new Prediction(
                "label-" + (int) (4 * Math.pow(random.nextDouble(), after("prediction.labels", 1, 1.4))),
                Math.pow(random.nextDouble(), power),
                random.nextDouble() * after("prediction.entropy", 1, 1.2),
                random.nextGaussian() + after("prediction.value", 0, 0.3));
        return new Observation(
                next++,
                chance("quality.duplicate", 0.05, 0.15) ? 7 : Mix.of(random.nextLong()),
                chance("quality.empty", 0.01, 0.05),
                tokens,
                chance("quality.truncated", 0.01, 0.05),
                prediction,
                embedding,
                null);
    }

    private boolean chance(String name, double calm, double then) {
        return random.nextDouble() < after(name, calm, then);
    }

    private double after(String name, double calm, double then) {
        return changed && change.equals(name) ? then : calm;
    }
}
