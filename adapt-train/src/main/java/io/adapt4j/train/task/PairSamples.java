package io.adapt4j.train.task;

import io.adapt4j.ContentHash;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.evaluate.Answers;
import io.adapt4j.train.evaluate.Evaluation;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Examples of two texts each. */
final class PairSamples implements Samples {
    private final List<?> examples;
    private final List<TokenizedText> first;
    private final List<TokenizedText> second;
    private final Function<int[], float[][]> targets;

    /** @param targets the targets of a batch of these examples */
    PairSamples(
            List<?> examples,
            List<TokenizedText> first,
            List<TokenizedText> second,
            Function<int[], float[][]> targets) {
        this.examples = List.copyOf(examples);
        this.first = List.copyOf(first);
        this.second = List.copyOf(second);
        this.targets = targets;
    }

    @Override
    public int size() {
        return first.size();
    }

    @Override
    public List<TokenizedText> texts() {
        List<TokenizedText> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @Override
    public int[] lengths() {
        int[] lengths = new int[first.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Math.max(first.get(i).length(), second.get(i).length());
        }
        return lengths;
    }

    @Override
    public TrainingBatch batch(int[] examples, long noiseSeed) {
        List<TokenizedText> rows = new ArrayList<>();
        for (List<TokenizedText> half : List.of(first, second)) {
            for (int example : examples) {
                rows.add(half.get(example));
            }
        }
        return new TrainingBatch(rows, targets.apply(examples), noiseSeed);
    }

    @Override
    public ContentHash hash() {
        return Evaluation.hash(examples);
    }

    @Override
    public Metrics evaluate(Answers answers) {
        return Evaluation.of(examples, answers).metrics();
    }
}
