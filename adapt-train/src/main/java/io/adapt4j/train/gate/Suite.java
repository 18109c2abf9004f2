package io.adapt4j.train.gate;

import io.adapt4j.train.evaluate.AnswerForm;
import io.adapt4j.train.evaluate.ComparedRow;
import java.util.ArrayList;
import java.util.List;

/** Answers to texts of a suite beside those that they should be like. */
final class Suite {
    private Suite() {}

    /** Judges a suite by the share of texts whose answers are near enough. */
    static Finding judge(Criterion criterion, int size, List<ComparedRow> different, double share) {
        double measured = (double) (size - different.size()) / size;
        return Finding.of(criterion, measured >= share)
                .figure("measured", measured)
                .figure("threshold", share)
                .figure("rows", size)
                .rows(different);
    }

    /** Those texts whose answers are farther from the expected ones than the tolerance. */
    static List<ComparedRow> different(List<String> texts, List<?> expected, List<?> given, double tolerance) {
        List<ComparedRow> different = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (!(AnswerForm.distance(expected.get(i), given.get(i)) <= tolerance)) {
                different.add(new ComparedRow(
                        i, texts.get(i), AnswerForm.text(expected.get(i)), AnswerForm.text(given.get(i))));
            }
        }
        return different;
    }
}
