package io.adapt4j.train.metric;

import io.adapt4j.task.Embedding;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How well the cosine of two vectors says how similar two texts are. Where there is a NaN in a vector, correlations are NaN, and
 * what is asked about its text is answered wrongly.
 */
public final class SimilarityMetrics {
    /** Engines may compute the same text a little differently in another place of a batch; a cosine shows no more of it. */
    private static final double ROUNDING = 1e-5;

    private SimilarityMetrics() {}

    /**
     * For pairs with a score: {@code spearman}, the correlation of the ranks, {@code pearson}, that of the values, and
     * {@code loss}, the mean squared difference of cosine and score.
     *
     * @throws io.adapt4j.error.InvalidDataException when there are no pairs, or the numbers differ
     */
    public static Metrics scored(List<Embedding> first, List<Embedding> second, double[] scores) {
        Counts.requireSame(first.size(), second.size());
        Counts.requireSame(first.size(), scores.length);
        double[] cosines = new double[scores.length];
        double loss = 0;
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = first.get(i).cosine(second.get(i));
            loss += (cosines[i] - scores[i]) * (cosines[i] - scores[i]) / scores.length;
        }
        return NamedMetrics.of(
                Map.of("pearson", pearson(cosines, scores), "spearman", pearson(ranks(cosines), ranks(scores))),
                "spearman",
                loss);
    }

    /**
     * For pairs that belong together, each text's partner being looked for among all partners: {@code recallAt1}, the share of
     * texts whose partner is the nearest, {@code mrr}, the mean of one over the partner's rank, and {@code loss}, which is
     * 1 - mrr. Partners that are equal to the right one count as it.
     *
     * @throws io.adapt4j.error.InvalidDataException when there are no pairs, or the numbers differ
     */
    public static Metrics paired(List<Embedding> first, List<Embedding> second) {
        return paired(partnerRanks(first, second));
    }

    /** As {@link #paired(List, List)}, of texts whose partners have these ranks, from 1. */
    public static Metrics paired(int[] ranks) {
        Counts.requireSame(ranks.length, ranks.length);
        double hits = 0;
        double reciprocal = 0;
        for (int rank : ranks) {
            hits += rank == 1 ? 1 : 0;
            reciprocal += 1.0 / rank;
        }
        return NamedMetrics.of(
                Map.of("recallAt1", hits / ranks.length, "mrr", reciprocal / ranks.length),
                "mrr",
                1 - reciprocal / ranks.length);
    }

    /**
     * For each text, how many partners are nearer than its own, plus one. All are where the cosine of its own is not a number.
     *
     * @throws io.adapt4j.error.InvalidDataException when there are no pairs, or the numbers differ
     */
    public static int[] partnerRanks(List<Embedding> first, List<Embedding> second) {
        Counts.requireSame(first.size(), second.size());
        int[] ranks = new int[first.size()];
        for (int i = 0; i < ranks.length; i++) {
            double own = first.get(i).cosine(second.get(i));
            ranks[i] = 1;
            for (Embedding other : second) {
                ranks[i] += Double.isNaN(own) || first.get(i).cosine(other) > own + ROUNDING ? 1 : 0;
            }
        }
        return ranks;
    }

    /**
     * For triplets: {@code accuracy}, the share of anchors whose positive has a larger cosine than their negative, and
     * {@code loss}, which is 1 - accuracy.
     *
     * @throws io.adapt4j.error.InvalidDataException when there are no triplets, or the numbers differ
     */
    public static Metrics triplets(List<Embedding> anchors, List<Embedding> positives, List<Embedding> negatives) {
        Counts.requireSame(anchors.size(), positives.size());
        Counts.requireSame(anchors.size(), negatives.size());
        double right = 0;
        for (int i = 0; i < anchors.size(); i++) {
            Embedding anchor = anchors.get(i);
            right += anchor.cosine(positives.get(i)) > anchor.cosine(negatives.get(i)) ? 1 : 0;
        }
        double accuracy = right / anchors.size();
        return NamedMetrics.of(Map.of("accuracy", accuracy), "accuracy", 1 - accuracy);
    }

    /**
     * For labelled texts: {@code accuracy}, the share whose nearest other text has the same label, and {@code loss}, which is
     * 1 - accuracy.
     *
     * @throws io.adapt4j.error.InvalidDataException when there are no texts, or the numbers differ
     */
    public static Metrics labelled(List<Embedding> texts, List<String> labels) {
        Counts.requireSame(texts.size(), labels.size());
        double right = 0;
        for (int i = 0; i < texts.size(); i++) {
            Embedding text = texts.get(i);
            int own = i;
            int nearest = IntStream.range(0, texts.size())
                    .filter(j -> j != own)
                    .boxed()
                    .min(Comparator.comparingDouble(j -> -text.cosine(texts.get(j)))) // to which a NaN is the largest
                    .orElse(own);
            boolean known = !Double.isNaN(text.cosine(texts.get(nearest)));
            right += known && labels.get(i).equals(labels.get(nearest)) ? 1 : 0;
        }
        double accuracy = right / texts.size();
        return NamedMetrics.of(Map.of("accuracy", accuracy), "accuracy", 1 - accuracy);
    }

    /** 0 where one of both does not vary. */
    private static double pearson(double[] x, double[] y) {
        double meanX =
                IntStream.range(0, x.length).mapToDouble(i -> x[i]).average().orElse(0);
        double meanY =
                IntStream.range(0, y.length).mapToDouble(i -> y[i]).average().orElse(0);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        boolean varies = xx != 0 && yy != 0;
        return varies || Double.isNaN(xy) ? xy / Math.sqrt(xx * yy) : 0;
    }

    /** Equal values have the mean of their ranks; a NaN has none. */
    private static double[] ranks(double[] values) {
        List<Integer> order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .toList();
        double[] ranks = new double[values.length];
        for (int start = 0; start < order.size(); ) {
            int end = start + 1;
            while (end < order.size() && values[order.get(end)] == values[order.get(start)]) {
                end++;
            }
            double rank = Double.isNaN(values[order.get(start)]) ? Double.NaN : (start + end - 1) / 2.0;
            for (int i = start; i < end; i++) {
                ranks[order.get(i)] = rank;
            }
            start = end;
        }
        return ranks;
    }
}
