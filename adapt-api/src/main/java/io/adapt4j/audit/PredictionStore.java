package io.adapt4j.audit;

import java.util.List;
import java.util.Optional;

/** Keeps the latest records of predictions. */
public interface PredictionStore extends AutoCloseable {

    /** Adds records; those that have been there longest may go. */
    void write(List<PredictionRecord> records);

    /** The latest record of a prediction, if it is still there. */
    Optional<PredictionRecord> find(String id);

    @Override
    void close();
}
