package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.ComparedRow;
import io.adapt4j.train.evaluate.Evaluation;
import java.util.List;
import java.util.stream.IntStream;

/** What a candidate gets wrong that the champion got right. */
final class Losses {
    private Losses() {}

    /** The rows that were lost; the worst rows where answers are not right or wrong. */
    static List<ComparedRow> of(Trial trial, Evaluation candidate, Evaluation champion) {
        int[] rows = candidate.share().isEmpty()
                ? trial.rows()
                : IntStream.of(trial.rows()).filter(champion::right).toArray();
        return candidate.worst(rows, Finding.ROWS);
    }
}
