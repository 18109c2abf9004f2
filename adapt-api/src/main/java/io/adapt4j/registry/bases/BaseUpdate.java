package io.adapt4j.registry.bases;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.Change;
import java.util.List;
import java.util.Optional;

/**
 * The event that a base model got a compatible successor, to which its adapters can be migrated.
 *
 * @param number counts the updates of a registry from 1, in the order in which they were declared
 * @param from the old base
 * @param to the new base
 * @param note what changed, for people
 * @param declared who declared it
 * @param evidence what was found out since, in the order in which it was added
 * @param withdrawn who withdrew it; empty while it holds
 */
public record BaseUpdate(
        long number,
        ContentHash from,
        ContentHash to,
        String note,
        Change declared,
        List<Evidence> evidence,
        Optional<Change> withdrawn) {
    public BaseUpdate {
        evidence = List.copyOf(evidence);
    }

    /** Whether it has not been withdrawn. */
    public boolean holds() {
        return withdrawn.isEmpty();
    }
}
