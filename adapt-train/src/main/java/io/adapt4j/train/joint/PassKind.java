package io.adapt4j.train.joint;

import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.TrainingSpec;

/**
 * What trainings must have in common to share a pass: method, targets, pooling, objective and noise on the embeddings. Classifiers
 * may differ in the number of their labels.
 *
 * @param common the training with what may differ made equal
 */
record PassKind(TrainingSpec common) {

    static PassKind of(TrainingSpec spec) {
        return new PassKind(new TrainingSpec(
                spec.method(),
                spec.modules(),
                spec.pooling(),
                spec.hidden(),
                common(spec.objective()),
                0,
                spec.embeddingNoise()));
    }

    private static Objective common(Objective objective) {
        if (objective instanceof Objective.Softmax softmax) {
            return new Objective.Softmax(0, softmax.head());
        }
        return objective instanceof Objective.TokenSoftmax ? new Objective.TokenSoftmax(0) : objective;
    }
}
