package io.adapt4j.runtime.watch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a watch is doing, for a health page.
 *
 * @param lastContact when the registry answered last; old while it is silent or cannot be reached
 * @param registry why the registry cannot be used, while it cannot
 * @param deployments in the order in which they were given
 */
public record WatchStatus(Optional<Instant> lastContact, Optional<WatchFailure> registry, List<Followed> deployments) {
    /** Whether every deployment serves what its alias was last seen to point at. */
    public boolean current() {
        return registry.isEmpty()
                && deployments.stream()
                        .allMatch(followed ->
                                followed.current() && followed.failure().isEmpty());
    }
}
