package io.adapt4j.train.task;

import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.metric.Metrics;
import io.adapt4j.train.spi.TrainingBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Labelled texts, each of which gets another text of its label as partner, drawn anew for every batch with the batch's seed. */
final class LabelledSamples implements Samples {
    private final List<TokenizedText> texts;
    private final List<String> labels;
    /** The other examples of each example's label. */
    private final int[][] mates;

    private final ContentHash hash;
    private final Function<Answers, Metrics> evaluation;

    LabelledSamples(
            List<TokenizedText> texts, List<String> labels, ContentHash hash, Function<Answers, Metrics> evaluation) {
        this.texts = List.copyOf(texts);
        this.labels = List.copyOf(labels);
        this.hash = hash;
        this.evaluation = evaluation;
        this.mates = new int[labels.size()][];
        for (int i = 0; i < mates.length; i++) {
            int own = i;
            mates[i] = IntStream.range(0, mates.length)
                    .filter(j -> j != own && labels.get(j).equals(labels.get(own)))
                    .toArray();
            if (mates[i].length == 0) {
                throw new InvalidDataException("The label \"" + labels.get(i)
                        + "\" has one example; two are the least that can be told to belong together");
            }
        }
    }

    @Override
    public int size() {
        return texts.size();
    }

    @Override
    public List<TokenizedText> texts() {
        return texts;
    }

    @Override
    public int[] lengths() {
        return texts.stream().mapToInt(TokenizedText::length).toArray();
    }

    @Override
    public TrainingBatch batch(int[] examples, long noiseSeed) {
        SplittableRandom random = new SplittableRandom(noiseSeed);
        List<TokenizedText> rows = new ArrayList<>();
        List<TokenizedText> partners = new ArrayList<>();
        float[][] same = new float[examples.length][examples.length];
        for (int i = 0; i < examples.length; i++) {
            int[] others = mates[examples[i]];
            rows.add(texts.get(examples[i]));
            partners.add(texts.get(others[random.nextInt(others.length)]));
            for (int j = 0; j < examples.length; j++) {
                same[i][j] = labels.get(examples[i]).equals(labels.get(examples[j])) ? 1 : 0;
            }
        }
        rows.addAll(partners);
        return new TrainingBatch(rows, same, noiseSeed);
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
