package io.adapt4j.examples.drift;

import io.adapt4j.BaseModel;
import io.adapt4j.examples.Models;
import io.adapt4j.examples.fewshot.Dataset;
import io.adapt4j.runtime.drift.sample.Mix;
import io.adapt4j.runtime.drift.sample.Observation;
import io.adapt4j.runtime.drift.sample.Prediction;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.data.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Questions of Banking77, into which queries of CLINC150 mix: encoded by all-MiniLM-L6-v2 and classified by the nearest
 * centroid of Banking77's labels. Each stream is the training split dealt out anew.
 */
final class BankingStreams {
    private static final int CENTROID_TEXTS = 2_000;
    private static final int FOREIGN = 3_000;
    private static final int MAX_LENGTH = 64;
    private static final double SHARPNESS = 20;

    private final List<Observation> banking;
    private final List<Observation> foreign;

    private BankingStreams(List<Observation> banking, List<Observation> foreign) {
        this.banking = banking;
        this.foreign = foreign;
    }

    static BankingStreams read(Path data, int threads) throws IOException {
        List<Example> texts =
                new ArrayList<>(Dataset.read(data.resolve("banking77")).train());
        List<Example> others =
                new ArrayList<>(Dataset.read(data.resolve("clinc150")).train());
        Collections.shuffle(texts, new Random(1));
        Collections.shuffle(others, new Random(2));
        try (BaseModel base = Models.MINI_LM.open(threads)) {
            Centroids centroids =
                    Centroids.of(texts.subList(0, CENTROID_TEXTS), encoded(base, texts.subList(0, CENTROID_TEXTS)));
            return new BankingStreams(
                    observations(base, centroids, texts.subList(CENTROID_TEXTS, texts.size())),
                    observations(base, centroids, others.subList(0, FOREIGN)));
        }
    }

    /**
     * A stream of so many observations each, no text twice; those after the change are mixed.
     *
     * @param share of the queries of CLINC150 after the change
     */
    Stream of(double share, long seed, int reference, int calm, int changed) {
        Random random = new Random(seed);
        List<Observation> own = new ArrayList<>(banking);
        List<Observation> strange = new ArrayList<>(foreign);
        Collections.shuffle(own, random);
        Collections.shuffle(strange, random);
        List<Observation> all = new ArrayList<>(own.subList(0, reference + calm));
        for (int i = 0; i < changed; i++) {
            boolean mixed = random.nextDouble() < share;
            all.add(mixed ? strange.get(i % strange.size()) : own.get(reference + calm + i));
        }
        List<Observation> numbered = new ArrayList<>();
        for (Observation o : all) {
            numbered.add(o.withId(numbered.size()));
        }
        return new Stream(
                numbered.subList(0, reference),
                numbered.subList(reference, reference + calm),
                numbered.subList(reference + calm, numbered.size()));
    }

    private static List<TokenizedText> tokens(List<Example> texts) {
        return TextEncoder.of(Models.MINI_LM.tokenizer(), MAX_LENGTH)
                .encode(texts.stream().map(Example::text).toList());
    }

    private static float[][] encoded(BaseModel base, List<Example> texts) {
        return TextFeatures.compute(base.adapted(), null, tokens(texts), Pooling.MEAN);
    }

    private static List<Observation> observations(BaseModel base, Centroids centroids, List<Example> texts) {
        List<TokenizedText> tokens = tokens(texts);
        float[][] vectors = TextFeatures.compute(base.adapted(), null, tokens, Pooling.MEAN);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            String text = texts.get(i).text();
            observations.add(new Observation(
                    i,
                    Mix.of(text),
                    text.isBlank(),
                    tokens.get(i).ids(),
                    tokens.get(i).length() >= MAX_LENGTH,
                    Prediction.of(centroids.classify(vectors[i])),
                    vectors[i],
                    text));
        }
        return observations;
    }

    /** The mean direction of each label's texts. */
    private record Centroids(SortedMap<String, double[]> directions) {

        static Centroids of(List<Example> texts, float[][] vectors) {
            SortedMap<String, double[]> sums = new TreeMap<>();
            for (int i = 0; i < vectors.length; i++) {
                double[] sum = sums.computeIfAbsent(texts.get(i).label(), label -> new double[vectors[0].length]);
                double length = length(vectors[i]);
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += vectors[i][k] / length;
                }
            }
            return new Centroids(sums);
        }

        Classification classify(float[] vector) {
            double[] weights = directions.values().stream()
                    .mapToDouble(direction -> Math.exp(SHARPNESS * cosine(direction, vector)))
                    .toArray();
            double total = Arrays.stream(weights).sum();
            List<Float> probabilities = new ArrayList<>();
            for (double weight : weights) {
                probabilities.add((float) (weight / total));
            }
            return new Classification(List.copyOf(directions.keySet()), probabilities);
        }

        private static double cosine(double[] direction, float[] vector) {
            double product = 0;
            double square = 0;
            for (int k = 0; k < vector.length; k++) {
                product += direction[k] * vector[k];
                square += direction[k] * direction[k];
            }
            return product / Math.sqrt(square) / length(vector);
        }

        private static double length(float[] vector) {
            double square = 0;
            for (float x : vector) {
                square += (double) x * x;
            }
            return Math.sqrt(square);
        }
    }
}
