package io.adapt4j.train.evaluate;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Regression;
import io.adapt4j.train.data.NumericExample;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.metric.RegressionMetrics;
import java.util.List;

/** Texts that should get numbers. The error of a row is its mean absolute error. */
final class NumberedTexts implements Comparer<NumericExample> {

    @Override
    public Comparison compare(List<NumericExample> examples, Answers answers) {
        List<Regression> given =
                answers.of(examples.stream().map(NumericExample::text).toList(), Regression.class);
        for (NumericExample example : examples) {
            if (example.values().size() != given.get(0).targets().size()) {
                throw new InvalidDataException(
                        "An example has the numbers " + example.values() + ", but the adapter gives one for each of "
                                + given.get(0).targets());
            }
        }
        return new Compared(examples, given);
    }

    private record Compared(List<NumericExample> examples, List<Regression> answers) implements Comparison {

        @Override
        public Metrics metrics(int[] rows) {
            return RegressionMetrics.of(
                    Rows.of(answers, rows),
                    Rows.of(examples, rows).stream().map(NumericExample::values).toList());
        }

        @Override
        public double error(int row) {
            List<Double> actual = examples.get(row).values();
            double sum = 0;
            for (int target = 0; target < actual.size(); target++) {
                sum += Math.abs(answers.get(row).values().get(target) - actual.get(target));
            }
            return sum / actual.size();
        }

        @Override
        public ComparedRow row(int row) {
            NumericExample example = examples.get(row);
            return new ComparedRow(row, example.text(), example.values().toString(), AnswerForm.text(answers.get(row)));
        }
    }
}
