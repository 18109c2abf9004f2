package io.adapt4j.train.migrate;

import io.adapt4j.train.gate.Criterion;
import java.util.List;

/**
 * What a migrated adapter must show. Where there are labelled examples to judge on: that the gain over the base alone is kept, and no label got worse
 * for it. Where there are unlabelled texts: that it answers them as the old system does, and those of each answer too.
 *
 * @param retention share of the old gain that must be kept, positive
 * @param accuracyMargin by how much the share of right labels may fall below the old system's
 * @param agreement share of unlabelled texts that must get the old answers; for numbers the share of their variance that is explained, for embeddings
 *     the rank correlation of cosines. Where labelled examples show that the old system gets a share of them wrong, that share less is asked
 * @param confidence of the interval whose worse end must reach {@code agreement}; 0 to compare the share itself
 * @param labelMargin by how much each label's share of right answers may fall, and its share of old answers may fall short of {@code agreement}
 * @param labelRows labels with fewer rows to judge on are not judged by themselves
 * @param latencyRatio times that the median answer may take of what it took; 0 for any
 * @param more further criteria on the labelled examples, such as {@code Threshold.of("accuracy", 0.9)}
 * @param seed of bootstraps
 */
public record MigrationGate(
        double retention,
        double accuracyMargin,
        double agreement,
        double confidence,
        double labelMargin,
        int labelRows,
        double latencyRatio,
        List<Criterion> more,
        long seed) {

    public MigrationGate {
        more = List.copyOf(more);
        if (!(retention > 0)
                || !(agreement >= 0 && agreement <= 1)
                || !(accuracyMargin >= 0)
                || !(labelMargin >= 0)
                || labelRows < 1
                || !(latencyRatio >= 0)) {
            throw new IllegalArgumentException(
                    "retention is positive, agreement in [0, 1], accuracyMargin, labelMargin and latencyRatio 0 or more and"
                            + " labelRows at least 1, but given were " + retention + ", " + agreement + ", "
                            + accuracyMargin + ", "
                            + labelMargin + ", "
                            + latencyRatio + " and " + labelRows);
        }
    }

    /**
     * Nine tenths of the gain kept and at most 0.03 of the accuracy lost; 85% of texts with the old answer, shown with 95% confidence; labels with
     * ten rows may be worse by 0.15; any latency.
     */
    public static MigrationGate defaults() {
        return new MigrationGate(0.9, 0.03, 0.85, 0.95, 0.15, 10, 0, List.of(), 42);
    }

    public MigrationGate withRetention(double newRetention) {
        return new MigrationGate(
                newRetention, accuracyMargin, agreement, confidence, labelMargin, labelRows, latencyRatio, more, seed);
    }

    /** By how much accuracy may fall. */
    public MigrationGate withAccuracyMargin(double newMargin) {
        return new MigrationGate(
                retention, newMargin, agreement, confidence, labelMargin, labelRows, latencyRatio, more, seed);
    }

    public MigrationGate withAgreement(double newAgreement) {
        return new MigrationGate(
                retention, accuracyMargin, newAgreement, confidence, labelMargin, labelRows, latencyRatio, more, seed);
    }

    public MigrationGate withConfidence(double newConfidence) {
        return new MigrationGate(
                retention, accuracyMargin, agreement, newConfidence, labelMargin, labelRows, latencyRatio, more, seed);
    }

    /** How labels are judged by themselves. */
    public MigrationGate withLabels(double newMargin, int newRows) {
        return new MigrationGate(
                retention, accuracyMargin, agreement, confidence, newMargin, newRows, latencyRatio, more, seed);
    }

    public MigrationGate withLatencyRatio(double newLatencyRatio) {
        return new MigrationGate(
                retention, accuracyMargin, agreement, confidence, labelMargin, labelRows, newLatencyRatio, more, seed);
    }

    /** With further criteria on the labelled examples. */
    public MigrationGate with(Criterion... criteria) {
        return new MigrationGate(
                retention,
                accuracyMargin,
                agreement,
                confidence,
                labelMargin,
                labelRows,
                latencyRatio,
                List.of(criteria),
                seed);
    }

    /** Texts that must agree without exception for {@code agreement} to be shown with this confidence. */
    public int textsNeeded() {
        if (confidence == 0 || agreement == 0) {
            return 1;
        }
        return agreement == 1
                ? Integer.MAX_VALUE
                : (int) Math.ceil(StrictMath.log((1 - confidence) / 2) / StrictMath.log(agreement));
    }
}
