package io.adapt4j.train.loop.retrain;

import io.adapt4j.ContentHash;

/** Makes a candidate for another base model out of the champion, in the place of a retraining. */
@FunctionalInterface
public interface Migration {

    /**
     * Makes the candidate. If a verdict is beside it ({@link io.adapt4j.train.gate.Verdict#addTo}), that one decides; otherwise the
     * loop's gate judges it. Called again with the same request after a crash; it goes on then.
     *
     * @param base the hash of the new base
     * @throws io.adapt4j.error.AdaptException when there can be none; ends the run with this message
     */
    Retrained migrate(ContentHash base, RetrainingRequest request);
}
