package io.adapt4j.train.evaluate;

import io.adapt4j.task.Embedding;
import io.adapt4j.train.data.TextTriplet;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.metric.SimilarityMetrics;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Texts of which one should be nearer to the first than the other is. A row is right where it is. */
final class Triplets implements Comparer<TextTriplet> {

    @Override
    public Comparison compare(List<TextTriplet> examples, Answers answers) {
        return new Compared(
                examples,
                column(examples, answers, TextTriplet::anchor),
                column(examples, answers, TextTriplet::positive),
                column(examples, answers, TextTriplet::negative));
    }

    private static List<Embedding> column(
            List<TextTriplet> examples, Answers answers, Function<TextTriplet, String> text) {
        return answers.of(examples.stream().map(text).toList(), Embedding.class);
    }

    private record Compared(
            List<TextTriplet> examples, List<Embedding> anchors, List<Embedding> positives, List<Embedding> negatives)
            implements Comparison {

        @Override
        public Metrics metrics(int[] rows) {
            return SimilarityMetrics.triplets(
                    Rows.of(anchors, rows), Rows.of(positives, rows), Rows.of(negatives, rows));
        }

        @Override
        public double error(int row) {
            return near(row, positives) > near(row, negatives) ? 0 : 1;
        }

        private double near(int row, List<Embedding> others) {
            return anchors.get(row).cosine(others.get(row));
        }

        @Override
        public ComparedRow row(int row) {
            TextTriplet triplet = examples.get(row);
            return new ComparedRow(
                    row,
                    triplet.anchor(),
                    "nearer to \"" + triplet.positive() + "\" than to \"" + triplet.negative() + "\"",
                    String.format(Locale.ROOT, "cosines %.3f and %.3f", near(row, positives), near(row, negatives)));
        }
    }
}
