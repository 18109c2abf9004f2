package io.adapt4j.train.migrate;

import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.EmbeddingSpec;
import io.adapt4j.task.Entities;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.Pooling;
import io.adapt4j.task.Regression;
import io.adapt4j.task.RegressionSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.task.TextClassificationSpec;
import io.adapt4j.train.evaluate.Answers;
import io.adapt4j.train.migrate.compare.TextBase;
import io.adapt4j.train.migrate.strategy.OldSystem;
import io.adapt4j.train.task.LabelNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a base knows of a task without an adapter and without labelled examples: a classifier answers with the label whose name has the nearest
 * vector, an embedding is the pooled vector; for other tasks it gives the same answer to every text: no label, no entity, or the number that the old
 * system gives on average.
 */
final class BaseAlone {
    private static final double SCALE = 20;

    private final OldSystem old;
    private final TextBase newBase;
    private final Map<Asked, List<Map<Pooling, float[]>>> known = new HashMap<>();

    private record Asked(ContentHash base, List<String> texts) {}

    BaseAlone(OldSystem old, TextBase newBase) {
        this.old = old;
        this.newBase = newBase;
    }

    /** The old base, pooled as the adapter does. */
    Answers onOld() {
        return on(old.base(), old.spec().pooling());
    }

    /** The new base, whose own pooling may be another. */
    Answers onNew(Pooling pooling) {
        return on(newBase, pooling);
    }

    private Answers on(TextBase base, Pooling pooling) {
        return new Answers() {
            @Override
            public <A> List<A> of(List<String> texts, Class<A> type) {
                List<A> answers = new ArrayList<>();
                for (Object answer : answers(base, pooling, texts)) {
                    if (!type.isInstance(answer)) {
                        throw new InvalidDataException(
                                "Examples that want a " + type.getSimpleName() + " do not fit the adapter's task, "
                                        + old.spec().name());
                    }
                    answers.add(type.cast(answer));
                }
                return answers;
            }
        };
    }

    private List<?> answers(TextBase base, Pooling pooling, List<String> texts) {
        TaskSpec spec = old.spec();
        if (spec instanceof TextClassificationSpec one) {
            return nearestNames(base, pooling, one, texts);
        }
        if (spec instanceof EmbeddingSpec) {
            return vectors(base, pooling, texts).stream().map(Embedding::new).toList();
        }
        if (spec instanceof MultiLabelSpec many) {
            MultiLabel none = new MultiLabel(
                    many.labels(), Collections.nCopies(many.labels().size(), 0f), many.threshold());
            return Collections.nCopies(texts.size(), none);
        }
        if (spec instanceof RegressionSpec numbers) {
            return Collections.nCopies(texts.size(), mean(numbers, texts));
        }
        return Collections.nCopies(texts.size(), new Entities(List.of()));
    }

    private Regression mean(RegressionSpec spec, List<String> texts) {
        double[] sums = new double[spec.targets().size()];
        old.teach(texts).forEach(row -> {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += row.outputs()[i] / texts.size();
            }
        });
        List<Float> means = new ArrayList<>();
        for (double sum : sums) {
            means.add((float) sum);
        }
        return new Regression(spec.targets(), means);
    }

    private List<Classification> nearestNames(
            TextBase base, Pooling pooling, TextClassificationSpec spec, List<String> texts) {
        List<Embedding> names = vectors(
                        base,
                        pooling,
                        spec.labels().stream().map(LabelNames::words).toList())
                .stream()
                .map(Embedding::new)
                .toList();
        List<Classification> answers = new ArrayList<>();
        for (float[] vector : vectors(base, pooling, texts)) {
            Embedding text = new Embedding(vector);
            double[] weights = names.stream()
                    .mapToDouble(name -> StrictMath.exp(SCALE * text.cosine(name)))
                    .toArray();
            double sum = 0;
            for (double weight : weights) {
                sum += weight;
            }
            List<Float> probabilities = new ArrayList<>();
            for (double weight : weights) {
                probabilities.add((float) (weight / sum));
            }
            answers.add(new Classification(spec.labels(), probabilities));
        }
        return answers;
    }

    /** Of both poolings at once, for the other one is asked for next. */
    private List<float[]> vectors(TextBase base, Pooling pooling, List<String> texts) {
        return known
                .computeIfAbsent(
                        new Asked(base.model().hash(), texts),
                        asked -> TextFeatures.map(
                                base.model().adapted(),
                                null,
                                base.encode(texts, old.spec().maxLength()),
                                (index, states) -> {
                                    Map<Pooling, float[]> pooled = new EnumMap<>(Pooling.class);
                                    for (Pooling each : Pooling.values()) {
                                        pooled.put(each, states.pooled(each));
                                    }
                                    return pooled;
                                }))
                .stream()
                .map(pooled -> Objects.requireNonNull(pooled.get(pooling)))
                .toList();
    }
}
