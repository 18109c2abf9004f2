package io.adapt4j.train.loop.retrain;

/** What a retraining begins with. */
public enum Start {
    /** The champion's values, where it was made for the same base; otherwise from scratch. */
    WARM,
    /** Fresh values. */
    SCRATCH
}
