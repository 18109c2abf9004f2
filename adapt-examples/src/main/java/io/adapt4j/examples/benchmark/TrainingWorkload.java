package io.adapt4j.examples.benchmark;

import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.Resources;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import java.util.List;
import java.util.SplittableRandom;

/** Training steps to time: MiniLM, mean pooling, dropout 0.1 before a linear head of 4 labels, random parameters. */
final class TrainingWorkload {
    private static final int HIDDEN = 384;
    private static final int LABELS = 4;

    private TrainingWorkload() {}

    static TrainingSession open(BaseModel base, Lora method, Resources resources) {
        TrainingSpec spec = new TrainingSpec(
                method,
                method.select(base.targetModules()),
                Pooling.MEAN,
                HIDDEN,
                new Objective.Softmax(LABELS, new HeadConfig.Linear()),
                0.1);
        TrainingSession session = TrainingEngine.of(base).open(base, spec, resources);
        SplittableRandom random = new SplittableRandom(5);
        for (Parameter parameter : session.parameters()) {
            for (int i = 0; i < parameter.size(); i++) {
                parameter.value().put(i, (float) (random.nextDouble() - 0.5) / 16);
            }
        }
        return session;
    }

    /** A batch of texts, with the labels in turn. */
    static TrainingBatch batch(List<TokenizedText> texts) {
        float[][] labels = new float[texts.size()][LABELS];
        for (int row = 0; row < labels.length; row++) {
            labels[row][row % LABELS] = 1;
        }
        return new TrainingBatch(texts, labels, 7);
    }

    /** A batch of random texts, all of so many tokens. */
    static TrainingBatch batch(int rows, int tokens) {
        return batch(Workload.texts(rows, tokens));
    }

    /** Milliseconds of one step. */
    static double step(TrainingSession session, TrainingBatch batch) {
        long start = System.nanoTime();
        session.forwardBackward(batch);
        return (System.nanoTime() - start) / 1e6;
    }
}
