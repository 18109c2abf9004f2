package io.adapt4j.runtime.pool;

import io.adapt4j.AdaptedModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.runtime.task.TextTask;
import org.jspecify.annotations.Nullable;

/**
 * An adapter in memory, ready to serve. Whoever uses it holds a reference of the bound adapter meanwhile.
 *
 * @param task null for adapters that do not say how to answer texts
 */
public record Resident(
        AdaptedModel model, BoundAdapter bound, @Nullable TextTask<?> task) {

    public boolean tryRetain() {
        return bound.tryRetain();
    }

    public void release() {
        bound.release();
    }

    /** The native bytes that it takes. */
    public long bytes() {
        return bound.residentBytes();
    }
}
