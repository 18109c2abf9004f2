package io.adapt4j.train.evaluate;

import io.adapt4j.task.Entities;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.metric.EntityMetrics;
import io.adapt4j.train.metric.Metrics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Texts in which entities should be found. A row is right where kind and place of all its entities are. */
final class TaggedTexts implements Comparer<TaggedText> {

    @Override
    public Comparison compare(List<TaggedText> examples, Answers answers) {
        return new Compared(
                examples,
                examples.stream().map(TaggedText::entities).toList(),
                answers.of(examples.stream().map(TaggedText::text).toList(), Entities.class));
    }

    private record Compared(List<TaggedText> examples, List<Entities> truth, List<Entities> answers)
            implements Comparison {

        @Override
        public Metrics metrics(int[] rows) {
            return EntityMetrics.of(Rows.of(answers, rows), Rows.of(truth, rows));
        }

        @Override
        public double error(int row) {
            return places(answers.get(row)).equals(places(truth.get(row))) ? 0 : 1;
        }

        private static Set<List<Object>> places(Entities entities) {
            Set<List<Object>> places = new HashSet<>();
            entities.found().forEach(entity -> places.add(List.of(entity.kind(), entity.start(), entity.end())));
            return places;
        }

        @Override
        public ComparedRow row(int row) {
            return new ComparedRow(
                    row, examples.get(row).text(), AnswerForm.text(truth.get(row)), AnswerForm.text(answers.get(row)));
        }

        /** One for each entity that was found. */
        @Override
        public List<Decision> decisions(int row) {
            Set<List<Object>> actual = places(truth.get(row));
            return answers.get(row).found().stream()
                    .map(entity -> new Decision(
                            entity.probability(),
                            actual.contains(List.of(entity.kind(), entity.start(), entity.end()))))
                    .toList();
        }
    }
}
