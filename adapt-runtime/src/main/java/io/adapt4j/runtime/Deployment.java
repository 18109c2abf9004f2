package io.adapt4j.runtime;

import io.adapt4j.ContentHash;
import java.util.Optional;

/**
 * What a name in a running host stands for at one moment.
 *
 * @param name the deployment's name
 * @param version counts the adapters deployed under the name, from 1
 * @param adapter the hash of the adapter that serves it; empty while it has not been loaded
 * @param state whether it is in memory
 * @param residentBytes native memory that the adapter holds
 */
public record Deployment(String name, long version, Optional<ContentHash> adapter, State state, long residentBytes) {
    /** Whether an adapter is in memory. */
    public enum State {
        /** In memory, and calls that use no other adapter run on weights into which it is merged. */
        MERGED,
        /** In memory until it is removed, replaced or unpinned. */
        PINNED,
        /** In memory until the room is needed. */
        RESIDENT,
        /** To be loaded when it is used. */
        COLD
    }
}
