package io.adapt4j.train.task;

/** How a classification head starts. */
public enum HeadInit {
    /** All zero: the untrained head gives every label the same probability. */
    ZERO,
    /**
     * Each label's row is the normalised mean of the base's normalised vectors of the label's examples, scaled: the
     * untrained head is a nearest-centroid classifier (Snell et al., "Prototypical Networks", 2017).
     */
    CENTROID
}
