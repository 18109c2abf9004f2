package io.adapt4j.train.evaluate;

import io.adapt4j.task.Embedding;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.metric.SimilarityMetrics;
import java.util.List;

/** Pairs of texts whose cosine should be their score. The error of a row is the distance of both. */
final class ScoredPairs implements Comparer<ScoredPair> {

    @Override
    public Comparison compare(List<ScoredPair> examples, Answers answers) {
        return new Compared(
                examples,
                answers.of(examples.stream().map(ScoredPair::first).toList(), Embedding.class),
                answers.of(examples.stream().map(ScoredPair::second).toList(), Embedding.class));
    }

    private record Compared(List<ScoredPair> examples, List<Embedding> first, List<Embedding> second)
            implements Comparison {

        @Override
        public Metrics metrics(int[] rows) {
            return SimilarityMetrics.scored(
                    Rows.of(first, rows),
                    Rows.of(second, rows),
                    Rows.of(examples, rows).stream()
                            .mapToDouble(ScoredPair::score)
                            .toArray());
        }

        private double cosine(int row) {
            return first.get(row).cosine(second.get(row));
        }

        @Override
        public double error(int row) {
            return Math.abs(cosine(row) - examples.get(row).score());
        }

        @Override
        public ComparedRow row(int row) {
            ScoredPair pair = examples.get(row);
            return new ComparedRow(
                    row,
                    pair.first() + "\" and \"" + pair.second(),
                    Double.toString(pair.score()),
                    Float.toString((float) cosine(row)));
        }
    }
}
