package io.adapt4j.train.spi;

import java.util.List;

/**
 * A base model made ready for training: runs forward and backward passes over parameters that the caller sets. The base
 * itself stays frozen and usable by others. For use by one thread.
 */
public interface TrainingSession extends AutoCloseable {

    /** The trainable tensors, and those that stay as they start, in a fixed order; all zero at first. */
    List<Parameter> parameters();

    /** Says which batch will be passed after those that were announced before, so that it can be prepared while another is computed. */
    default void announce(TrainingBatch next) {}

    /**
     * Computes the loss of a batch, as the {@link Objective} says, and the gradient of every parameter.
     *
     * @return the loss; a cross-entropy is in nats
     */
    float forwardBackward(TrainingBatch batch);

    @Override
    void close();
}
