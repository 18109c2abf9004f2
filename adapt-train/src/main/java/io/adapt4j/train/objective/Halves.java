package io.adapt4j.train.objective;

import io.adapt4j.train.ops.TensorOps;

/** The unit vectors of the first texts of all pairs, and those of the second, {@code [pairs, hidden]}. */
record Halves<T>(T first, T second) {

    static <T> Halves<T> of(LossSite<T> site) {
        TensorOps<T> ops = site.ops();
        T both = ops.reshape(site.unitRows(site.pooled()), 2, -1, site.hidden());
        return new Halves<>(
                ops.reshape(ops.slice(both, 0, 0, 1), -1, site.hidden()),
                ops.reshape(ops.slice(both, 0, 1, 2), -1, site.hidden()));
    }
}
