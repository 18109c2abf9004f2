package io.adapt4j.train.loop.retrain;

import io.adapt4j.Adapter;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.provenance.RunCost;
import java.util.Optional;

/**
 * A candidate.
 *
 * @param cost what it took, over all processes that took part; empty if only the loop's own measurement is known
 */
public record Retrained(Adapter adapter, Optional<RunCost> cost) {

    /** What a training gave. */
    public static Retrained of(TrainingResult result) {
        return new Retrained(result.adapter(), Optional.of(result.cost()));
    }
}
