package io.adapt4j.train.spi;

import io.adapt4j.train.task.HeadConfig;

/**
 * What a training makes small, and what a batch's targets are for it. The head of {@code n} outputs has a weight
 * {@code [n, hidden]} and, unless said otherwise, a bias {@code [n]}.
 */
public sealed interface Objective {

    /** The number of texts of one example. */
    default int textsPerExample() {
        return 1;
    }

    /**
     * The mean over the texts of the cross-entropy between the target distribution and the softmax of the head's outputs.
     * Targets: {@code [texts][labels]}. A cosine head has no bias.
     */
    record Softmax(int labels, HeadConfig head) implements Objective {}

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
     * The mean over the pairs of the squared difference between cosine and target, without a head (Reimers and Gurevych,
     * "Sentence-BERT", 2019). The texts are all first ones, then all second ones. Targets: {@code [pairs][1]}.
     */
    record Cosine() implements Objective {
        @Override
        public int textsPerExample() {
            return 2;
        }
    }
}
