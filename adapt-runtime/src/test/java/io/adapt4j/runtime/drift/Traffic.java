package io.adapt4j.runtime.drift;

import io.adapt4j.runtime.drift.sample.Mix;
import io.adapt4j.runtime.drift.sample.Observation;
import io.adapt4j.runtime.drift.sample.Prediction;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.ReferenceBuilder;
import io.adapt4j.runtime.drift.sample.Summary;
import java.util.List;
import java.util.SplittableRandom;

/** A synthetic stream of observations; each thing that a test watches can be changed by itself. */
public final class Traffic {
    /** The names of the changes, those of the tests that should see them. */
    public static final List<String> CHANGES = List.of(
            "input.length",
            "input.unknown",
            "input.unseen",
            "quality.empty",
            "quality.truncated",
            "quality.duplicate",
            "embedding.mmd",
            "embedding.classifier",
            "embedding.mahalanobis",
            "prediction.labels",
            "prediction.confidence",
            "prediction.psi",
            "prediction.entropy",
            "prediction.value");

    public static final int UNKNOWN = 100;
    private static final int WIDTH = 4;

    private final SplittableRandom random;
    private long next;
    private String change = "";

    public Traffic(long seed) {
        random = new SplittableRandom(seed);
    }

    /** From now on something is different; "" for nothing. */
    public Traffic change(String name) {
        change = name;
        return this;
    }

    public Observation next() {
        long id = next++;
        long[] tokens = new long[1 + random.nextInt(is("input.length") ? 25 : 15)];
        for (int t = 0; t < tokens.length; t++) {
            tokens[t] = random.nextDouble() < (is("input.unknown") ? 0.1 : 0.01)
                    ? UNKNOWN
                    : 1_000 + random.nextInt(is("input.unseen") ? 800 : 500);
        }
        boolean repeated = random.nextDouble() < (is("quality.duplicate") ? 0.3 : 0.05);
        double confidence =
                Math.pow(random.nextDouble(), is("prediction.confidence") || is("prediction.psi") ? 0.6 : 0.3);
        float[] embedding = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            double spread = is("embedding.mahalanobis") ? 2 : 1;
            embedding[i] = (float) (spread * random.nextGaussian()
                    + (is("embedding.mmd") ? 0.8 : is("embedding.classifier") ? 1.5 : 0));
        }
        return new Observation(
                id,
                repeated ? 7 : Mix.of(random.nextLong()),
                random.nextDouble() < (is("quality.empty") ? 0.1 : 0.01),
                tokens,
                random.nextDouble() < (is("quality.truncated") ? 0.1 : 0.01),
                new Prediction(
                        "label-" + (int) (4 * Math.pow(random.nextDouble(), is("prediction.labels") ? 2 : 1)),
                        confidence,
                        random.nextDouble() * (is("prediction.entropy") ? 1.5 : 1),
                        random.nextGaussian() + (is("prediction.value") ? 0.5 : 0)),
                embedding,
                "text " + id);
    }

    private boolean is(String name) {
        return change.equals(name);
    }

    /** A reference of so many observations, of which 10% were wrong. */
    public static Reference reference(long seed, int observations, Summary.Shape shape, int window) {
        ReferenceBuilder builder = new ReferenceBuilder(shape, window, UNKNOWN);
        Traffic traffic = new Traffic(seed);
        for (int i = 0; i < observations; i++) {
            builder.add(traffic.next());
            builder.addOutcome(i % 10 != 0);
        }
        return builder.build();
    }
}
