package io.adapt4j.train.evaluate;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.metric.MultiLabelMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Texts that should get any number of labels each. */
final class MultiLabelledTexts implements Comparer<MultiLabelExample> {

    @Override
    public Comparison compare(List<MultiLabelExample> examples, Answers answers) {
        List<MultiLabel> given =
                answers.of(examples.stream().map(MultiLabelExample::text).toList(), MultiLabel.class);
        for (MultiLabelExample example : examples) {
            if (!given.get(0).labels().containsAll(example.labels())) {
                throw new InvalidDataException("An example has the labels " + new TreeSet<>(example.labels())
                        + ", but the adapter knows " + given.get(0).labels());
            }
        }
        return new Compared(examples, given);
    }

    private record Compared(List<MultiLabelExample> examples, List<MultiLabel> answers) implements Comparison {

        @Override
        public Metrics metrics(int[] rows) {
            return MultiLabelMetrics.of(
                    Rows.of(answers, rows),
                    Rows.of(examples, rows).stream()
                            .map(MultiLabelExample::labels)
                            .toList());
        }

        @Override
        public double error(int row) {
            return examples.get(row).labels().equals(Set.copyOf(answers.get(row).given())) ? 0 : 1;
        }

        @Override
        public Optional<String> share() {
            return Optional.of("subsetAccuracy");
        }

        @Override
        public ComparedRow row(int row) {
            MultiLabelExample example = examples.get(row);
            return new ComparedRow(
                    row, example.text(), new TreeSet<>(example.labels()).toString(), AnswerForm.text(answers.get(row)));
        }

        @Override
        public List<Decision> decisions(int row) {
            MultiLabel answer = answers.get(row);
            List<Decision> decisions = new ArrayList<>();
            for (int label = 0; label < answer.labels().size(); label++) {
                double probability = answer.probabilities().get(label);
                boolean given = probability >= answer.threshold();
                boolean actual =
                        examples.get(row).labels().contains(answer.labels().get(label));
                decisions.add(new Decision(given ? probability : 1 - probability, given == actual));
            }
            return decisions;
        }
    }
}
