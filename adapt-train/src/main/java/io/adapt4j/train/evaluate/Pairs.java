package io.adapt4j.train.evaluate;

import io.adapt4j.task.Embedding;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.metric.SimilarityMetrics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Texts whose partner should be the nearest of all partners. Metrics of some rows are about these rows' first texts; their
 * partners are looked for among all partners all the same.
 */
final class Pairs implements Comparer<TextPair> {

    @Override
    public Comparison compare(List<TextPair> examples, Answers answers) {
        List<Embedding> first =
                answers.of(examples.stream().map(TextPair::first).toList(), Embedding.class);
        List<Embedding> second =
                answers.of(examples.stream().map(TextPair::second).toList(), Embedding.class);
        return new Compared(examples, SimilarityMetrics.partnerRanks(first, second));
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Compared(List<TextPair> examples, int[] ranks) implements Comparison {

        @Override
        public Metrics metrics(int[] rows) {
            return SimilarityMetrics.paired(
                    Arrays.stream(rows).map(row -> ranks[row]).toArray());
        }

        @Override
        public double error(int row) {
            return 1 - 1.0 / ranks[row];
        }

        @Override
        public Optional<String> share() {
            return Optional.of("recallAt1");
        }

        @Override
        public ComparedRow row(int row) {
            TextPair pair = examples.get(row);
            return new ComparedRow(
                    row, pair.first(), "\"" + pair.second() + "\" at rank 1", "it at rank " + ranks[row]);
        }
    }
}
