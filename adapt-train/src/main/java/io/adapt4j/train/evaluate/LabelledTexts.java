package io.adapt4j.train.evaluate;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.Classification;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.metric.ClassificationMetrics;
import io.adapt4j.train.metric.Metrics;
import java.util.List;
import java.util.Optional;

/** Texts that should get one label each. */
final class LabelledTexts implements Comparer<Example> {

    @Override
    public Comparison compare(List<Example> examples, Answers answers) {
        List<Classification> given =
                answers.of(examples.stream().map(Example::text).toList(), Classification.class);
        for (Example example : examples) {
            if (!given.get(0).labels().contains(example.label())) {
                throw new InvalidDataException("An example has the label \"" + example.label()
                        + "\", but the adapter knows " + given.get(0).labels());
            }
        }
        return new Compared(examples, given);
    }

    private record Compared(List<Example> examples, List<Classification> answers) implements Comparison {

        @Override
        public Metrics metrics(int[] rows) {
            return ClassificationMetrics.of(
                    Rows.of(answers, rows),
                    Rows.of(examples, rows).stream().map(Example::label).toList());
        }

        @Override
        public double error(int row) {
            return examples.get(row).label().equals(answers.get(row).label()) ? 0 : 1;
        }

        @Override
        public Optional<String> share() {
            return Optional.of("accuracy");
        }

        @Override
        public ComparedRow row(int row) {
            Example example = examples.get(row);
            return new ComparedRow(row, example.text(), example.label(), AnswerForm.text(answers.get(row)));
        }

        @Override
        public List<Decision> decisions(int row) {
            return List.of(new Decision(answers.get(row).probability(), error(row) == 0));
        }
    }
}
