package io.adapt4j.train.spi;

import io.adapt4j.train.objective.Loss;
import io.adapt4j.train.task.HeadConfig;

/**
 * What a training makes small, and what a batch's targets are for it. The head of {@code n} outputs has a weight
 * {@code [n, hidden]} and, unless said otherwise, a bias {@code [n]}. An objective of one's own is a {@link Custom}.
 */
public sealed interface Objective {

    /** The number of texts of one example. A batch has all first texts, then all second ones, and so on. */
    default int textsPerExample() {
        return 1;
    }

    /**
     * The mean over the texts of the cross-entropy between the target distribution and the softmax of the head's outputs.
     * Targets: {@code [texts][labels]}; a row that is a multiple of a distribution counts that many times. A cosine head has no
     * bias.
     */
    record Softmax(int labels, HeadConfig head) implements Objective {}

    /**
     * As {@link Softmax}, with each label's term multiplied by {@code (1 - p)^gamma}, so that what is already learnt counts less
     * (Lin et al., "Focal Loss for Dense Object Detection", 2017). Targets: as {@link Softmax}.
     */
    record Focal(int labels, HeadConfig head, double gamma) implements Objective {}

    /**
     * {@code 1 - share} times the cross-entropy with the labels, plus {@code share} times the square of the temperature times the
     * Kullback-Leibler divergence of the softmax of the outputs over the temperature from a teacher's (Hinton et al.,
     * "Distilling the Knowledge in a Neural Network", 2015). Targets: {@code [texts][2 * labels]}, the labels' distribution as in
     * {@link Softmax}, then the teacher's at that temperature.
     */
    record Distillation(int labels, HeadConfig head, double temperature, double share) implements Objective {}

    /**
     * The mean over texts and labels of the cross-entropy between the target, 0 or 1, and the sigmoid of each output. Targets:
     * {@code [texts][labels]}.
     */
    record Sigmoid(int labels) implements Objective {}

    /** The mean over texts and outputs of the squared difference. Targets: {@code [texts][outputs]}. */
    record Squared(int outputs) implements Objective {}

    /**
     * As {@link Softmax}, for each token instead of each text; the mean is over the tokens whose targets are not all zero.
     * Targets: {@code [texts][tokens * labels]}, row-major.
     */
    record TokenSoftmax(int labels) implements Objective {}

    /**
     * The mean over the pairs of the cross-entropy between the target distribution over all partners and the softmax of
     * {@code scale} times the cosines, without a head (van den Oord et al., "Representation Learning with Contrastive
     * Predictive Coding", 2018; Henderson et al., "Efficient Natural Language Response Suggestion", 2017). The texts are all
     * first ones, then all partners. Targets: {@code [pairs][pairs]}.
     */
    record Contrastive(double scale) implements Objective {
        @Override
        public int textsPerExample() {
            return 2;
        }
    }

    /**
     * The mean over all texts of the cross-entropy between the equal distribution over the other texts of the same label and the
     * softmax over all other texts of {@code scale} times the cosines, without a head (Khosla et al., "Supervised Contrastive
     * Learning", 2020, L_out). An example is two texts of one label. Targets: {@code [pairs][pairs]}, 1 where the labels are the
     * same and 0 elsewhere.
     */
    record SupervisedContrastive(double scale) implements Objective {
        @Override
        public int textsPerExample() {
            return 2;
        }
    }

    /**
     * The mean over the pairs of the squared difference between cosine and target, without a head (Reimers and Gurevych,
     * "Sentence-BERT", 2019). The texts are all first ones, then all second ones. Targets: {@code [pairs][1]}.
     */
    record Cosine() implements Objective {
        @Override
        public int textsPerExample() {
            return 2;
        }
    }

    /**
     * {@code log(1 + sum(exp(scale * (cos_j - cos_i))))} over all i and j of which i has the larger target, without a head (Su,
     * "CoSENT", 2022): the order of the cosines is learnt and not their values. Targets: {@code [pairs][1]}.
     */
    record Cosent(double scale) implements Objective {
        @Override
        public int textsPerExample() {
            return 2;
        }
    }

    /**
     * The mean over the triplets of {@code max(0, d(anchor, positive) - d(anchor, negative) + margin)}, without a head (Schroff
     * et al., "FaceNet", 2015). Targets: {@code [triplets][0]}.
     */
    record Triplet(Distance distance, double margin) implements Objective {
        @Override
        public int textsPerExample() {
            return 3;
        }
    }

    /** How far two vectors are from each other. */
    enum Distance {
        /** One minus the cosine. */
        COSINE,
        /** The length of the difference. */
        EUCLIDEAN
    }

    /**
     * An objective that brings its loss, for code outside the library. A record that implements it is enough, with the loss beside it.
     *
     * @param <O> the objective itself
     */
    non-sealed interface Custom<O extends Custom<O>> extends Objective {

        /** How it is computed, on every engine. */
        Loss<O> loss();
    }
}
