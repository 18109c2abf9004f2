package io.adapt4j.train.migrate;

import io.adapt4j.task.Classification;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.task.TokenClassificationSpec;
import io.adapt4j.train.data.ExampleKinds;
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
        examples.forEach(example -> left.removeAll(labelsOf(example)));
        answers.forEach(answer -> left.removeAll(given(answer)));
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

    private static <E> List<String> labelsOf(E example) {
        return example instanceof TaggedText tagged
                ? given(tagged.entities())
                : ExampleKinds.of(example).labels(example);
    }

    private static List<String> given(Object answer) {
        if (answer instanceof Classification one) {
            return List.of(one.label());
        }
        if (answer instanceof MultiLabel many) {
            return many.given();
        }
        return answer instanceof Entities entities
                ? entities.found().stream().map(Entities.Entity::kind).toList()
                : List.of();
    }
}
