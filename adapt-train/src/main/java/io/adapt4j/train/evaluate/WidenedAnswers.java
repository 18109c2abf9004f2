package io.adapt4j.train.evaluate;

import com.google.common.collect.Sets;
import io.adapt4j.task.Classification;
import io.adapt4j.task.MultiLabel;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Answers that have further labels, after their own and with the probability 0. Those of tasks without labels are as they were.
 *
 * @param labels that the answers are to have
 */
record WidenedAnswers(Answers others, SortedSet<String> labels) implements Answers {

    @Override
    public <A> List<A> of(List<String> texts, Class<A> type) {
        return others.of(texts, type).stream()
                .map(answer -> type.cast(widened(answer)))
                .toList();
    }

    private Object widened(Object answer) {
        if (answer instanceof Classification one) {
            return widened(one.labels(), one.probabilities(), Classification::new);
        }
        if (answer instanceof MultiLabel many) {
            return widened(
                    many.labels(),
                    many.probabilities(),
                    (all, probabilities) -> new MultiLabel(all, probabilities, many.threshold()));
        }
        return answer;
    }

    private <A> A widened(
            List<String> own, List<Float> probabilities, BiFunction<List<String>, List<Float>, A> answer) {
        Set<String> more = Sets.difference(labels, Set.copyOf(own));
        return answer.apply(
                joined(own, more.stream()), joined(probabilities, Collections.nCopies(more.size(), 0f).stream()));
    }

    private static <T> List<T> joined(List<T> own, Stream<T> more) {
        return Stream.concat(own.stream(), more).toList();
    }
}
