package io.adapt4j.train.spi;

import java.util.List;

/**
 * A base model made ready for training several adapters side by side: one pass over the base computes the losses and gradients
 * of all of them, each as if it were alone. For use by one thread.
 */
public interface JointSession extends AutoCloseable {

    /**
     * One adapter's part of a pass.
     *
     * @param spec what it trains; fits the session's
     * @param parameters its parameters, whose gradients are written
     * @param batch its batch
     */
    record Slot(TrainingSpec spec, List<Parameter> parameters, TrainingBatch batch) {}

    /**
     * Computes the loss of each slot's batch and the gradient of each of its parameters.
     *
     * @param slots at least one, with equal numbers of texts
     * @return the losses, in the order of the slots
     */
    float[] forwardBackward(List<Slot> slots);

    @Override
    void close();
}
