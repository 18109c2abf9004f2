package io.adapt4j.train.task;

import io.adapt4j.ContentHash;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Examples of several texts each. */
final class TupleSamples implements Samples {
    private final List<List<TokenizedText>> columns;
    private final Function<int[], float[][]> targets;
    private final ContentHash hash;
    private final Function<Answers, Metrics> evaluation;

    /**
     * @param columns the first texts of all examples, their second ones, and so on
     * @param targets the targets of a batch of these examples
     */
    TupleSamples(
            List<List<TokenizedText>> columns,
            Function<int[], float[][]> targets,
            ContentHash hash,
            Function<Answers, Metrics> evaluation) {
        this.columns = List.copyOf(columns);
        this.targets = targets;
        this.hash = hash;
        this.evaluation = evaluation;
    }

    @Override
    public int size() {
        return columns.get(0).size();
    }

    @Override
    public List<TokenizedText> texts() {
        List<TokenizedText> all = new ArrayList<>();
        columns.forEach(all::addAll);
        return all;
    }

    @Override
    public int[] lengths() {
        int[] lengths = new int[size()];
        for (List<TokenizedText> column : columns) {
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = Math.max(lengths[i], column.get(i).length());
            }
        }
        return lengths;
    }

    @Override
    public TrainingBatch batch(int[] examples, long noiseSeed) {
        List<TokenizedText> rows = new ArrayList<>();
        for (List<TokenizedText> column : columns) {
            for (int example : examples) {
                rows.add(column.get(example));
            }
        }
        return new TrainingBatch(rows, targets.apply(examples), noiseSeed);
    }

    @Override
    public ContentHash hash() {
        return hash;
    }

    @Override
    public Metrics evaluate(Answers answers) {
        return evaluation.apply(answers);
    }
}
