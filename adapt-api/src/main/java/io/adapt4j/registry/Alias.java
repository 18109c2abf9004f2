package io.adapt4j.registry;

import io.adapt4j.error.RegistryException;
import java.util.Optional;

/**
 * A name that points at one version of an adapter, such as {@code champion}, at one moment of its history.
 *
 * @param adapter the adapter's name; each adapter has aliases of its own
 * @param revision counts the moves of this alias; 0 when it was never set
 * @param version what it points at; empty when it was never set, or was removed
 * @param previous the revision that {@link Registry#rollBack} takes it back to; 0 when there is none
 * @param change who moved it there; empty when it was never set
 */
public record Alias(
        String adapter,
        String name,
        long revision,
        Optional<VersionId> version,
        long previous,
        Optional<Change> change) {

    public Alias {
        Names.check("adapter", adapter);
        Names.check("alias", name);
    }

    static Alias neverSet(String adapter, String name) {
        return new Alias(adapter, name, 0, Optional.empty(), 0, Optional.empty());
    }

    /**
     * The version that it points at.
     *
     * @throws RegistryException when it points at none
     */
    public VersionId required() {
        return version.orElseThrow(() -> new RegistryException("The alias " + this + " points at no version; "
                + (revision == 0 ? "it was never set" : "it was removed")));
    }

    Alias movedTo(Optional<VersionId> next, long back, Change by) {
        return new Alias(adapter, name, revision + 1, next, back, Optional.of(by));
    }

    /** The revision that a move away from here can be rolled back to. */
    long returnPoint() {
        return version.isPresent() ? revision : previous;
    }

    /** {@code <adapter>/<name>}. */
    @Override
    public String toString() {
        return adapter + "/" + name;
    }
}
