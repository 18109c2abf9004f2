package io.adapt4j.train.metric;

import io.adapt4j.task.Entities;
import io.adapt4j.task.Entities.Entity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How well entities were found, counted as the {@code conlleval} script does: an entity counts where its kind, start and end are
 * all right. {@code precision}, {@code recall}, {@code f1}, and {@code loss}, which is 1 - f1.
 */
public final class EntityMetrics {
    private EntityMetrics() {}

    /**
     * Compares answers with the truth, of which text and probability do not matter.
     *
     * @param truth the true entities of each answer
     * @throws io.adapt4j.error.InvalidDataException when there are no answers, or not as many truths
     */
    public static Metrics of(List<Entities> answers, List<Entities> truth) {
        Counts.requireSame(answers.size(), truth.size());
        Counts counts = new Counts();
        for (int i = 0; i < answers.size(); i++) {
            Set<List<Object>> given = places(answers.get(i));
            Set<List<Object>> actual = places(truth.get(i));
            Set<List<Object>> hits = new HashSet<>(given);
            hits.retainAll(actual);
            counts.add(hits.size(), actual.size(), given.size());
        }
        return NamedMetrics.of(
                Map.of("precision", counts.precision(), "recall", counts.recall(), "f1", counts.f1()),
                "f1",
                1 - counts.f1());
    }

    private static Set<List<Object>> places(Entities entities) {
        Set<List<Object>> places = new HashSet<>();
        for (Entity entity : entities.found()) {
            places.add(List.of(entity.kind(), entity.start(), entity.end()));
        }
        return places;
    }
}
