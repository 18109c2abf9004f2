package io.adapt4j.train.migrate;

import io.adapt4j.task.Classification;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.TaggedText;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The labels of a task of which a judgement shows nothing, for nothing that was judged on has them. */
final class UnshownLabels {
    private UnshownLabels() {}

    /**
     * The labels, or kinds of entities, in the order of the task; empty for a task without labels.
     *
     * @param examples that were judged on
     * @param answers of the old system to the texts that were judged on
     */
    static List<String> of(TaskSpec spec, List<?> examples, Collection<?> answers) {
        Set<String> left = new LinkedHashSet<>(labels(spec));
        examples.forEach(example -> left.removeAll(had(example)));
        answers.forEach(answer -> left.removeAll(had(answer)));
        return List.copyOf(left);
    }

    private static List<String> labels(TaskSpec spec) {
        if (spec instanceof TextClassificationSpec one) {
            return one.labels();
        }
        if (spec instanceof MultiLabelSpec many) {
            return many.labels();
        }
        return spec instanceof TokenClassificationSpec tokens ? tokens.kinds() : List.of();
    }

    private static Set<String> had(Object row) {
        if (row instanceof Example example) {
            return Set.of(example.label());
        }
        if (row instanceof MultiLabelExample example) {
            return example.labels();
        }
        if (row instanceof TaggedText tagged) {
            return had(tagged.entities());
        }
        if (row instanceof Classification answer) {
            return Set.of(answer.label());
        }
        if (row instanceof MultiLabel answer) {
            return Set.copyOf(answer.given());
        }
        Set<String> kinds = new LinkedHashSet<>();
        if (row instanceof Entities answer) {
            answer.found().forEach(entity -> kinds.add(entity.kind()));
        }
        return kinds;
    }
}
