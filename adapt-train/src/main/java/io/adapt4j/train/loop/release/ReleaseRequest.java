package io.adapt4j.train.loop.release;

import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import java.util.Optional;

/**
 * A candidate that is to take an alias.
 *
 * @param alias the name of the alias, such as {@code champion}
 * @param seen the alias's revision when the run began, of whose version the candidate was made and compared with
 * @param champion the version that it pointed at then
 * @param challenger the candidate
 * @param change who does it, why and when
 */
public record ReleaseRequest(
        Registry registry, String alias, long seen, Optional<VersionId> champion, VersionId challenger, Change change) {

    /** The alias as it is now. */
    public Alias now() {
        return registry.alias(challenger.adapter(), alias);
    }

    /** Whether the alias has been moved to the candidate since the run began. */
    public boolean isDone(Alias now) {
        return now.revision() > seen && now.version().equals(Optional.of(challenger));
    }
}
