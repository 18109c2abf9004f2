package io.adapt4j.train.migrate.strategy;

import io.adapt4j.task.Pooling;
import io.adapt4j.train.Hyperparameters;
import java.util.Optional;

/**
 * How strategies go about it.
 *
 * @param distillation of {@link Distilled}
 * @param refinement of {@link Refined}
 * @param rank of LoRA where the old deltas cannot be carried over
 * @param texts unlabelled texts that are learnt from; more are left out
 * @param pooling of the new base; empty for the one whose vectors tell more of the old system's outputs, where the head is fitted anew
 */
public record MigrationSettings(
        Hyperparameters distillation, Hyperparameters refinement, int rank, int texts, Optional<Pooling> pooling) {

    public MigrationSettings {
        if (rank < 1 || texts < 1) {
            throw new IllegalArgumentException("rank and texts are at least 1, but were " + rank + " and " + texts);
        }
    }

    /** Four epochs of distillation at 1e-3, three of refinement at 5e-4, rank 8, at most 10,000 texts. */
    public static MigrationSettings defaults() {
        Hyperparameters training = Hyperparameters.defaults();
        return new MigrationSettings(
                training.withEpochs(4),
                training.withEpochs(3).withLearningRate(5e-4).withHeadLearningRate(5e-4),
                8,
                10_000,
                Optional.empty());
    }

    public MigrationSettings withDistillation(Hyperparameters newDistillation) {
        return new MigrationSettings(newDistillation, refinement, rank, texts, pooling);
    }

    public MigrationSettings withRefinement(Hyperparameters newRefinement) {
        return new MigrationSettings(distillation, newRefinement, rank, texts, pooling);
    }

    public MigrationSettings withTexts(int newTexts) {
        return new MigrationSettings(distillation, refinement, rank, newTexts, pooling);
    }

    public MigrationSettings withPooling(Pooling newPooling) {
        return new MigrationSettings(distillation, refinement, rank, texts, Optional.of(newPooling));
    }

    /** The same with all random choices from a seed. */
    public MigrationSettings withSeed(long seed) {
        return new MigrationSettings(distillation.withSeed(seed), refinement.withSeed(seed), rank, texts, pooling);
    }
}
