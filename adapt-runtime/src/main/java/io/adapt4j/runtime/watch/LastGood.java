package io.adapt4j.runtime.watch;

import io.adapt4j.Adapter;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.Retention;
import io.adapt4j.registry.VersionId;
import java.time.Instant;
import java.util.Optional;

/** A local registry with a copy of what each alias pointed at when it was last deployed, and of the version before. */
record LastGood(Registry from, Registry local) {
    private static final String AUTHOR = "alias-watch";

    /** Puts a version that has been deployed, with what is attached to it, in the place of the one that is there. */
    void keep(Followed followed, VersionId version, Adapter adapter) {
        Change change = Change.by(AUTHOR, "deployed as " + followed.deployment());
        Registration registration = Registration.of(change);
        for (var attachment : from.attachments(version).entrySet()) {
            registration = registration.withAttachment(attachment.getKey(), attachment.getValue());
        }
        VersionId copy =
                local.register(followed.adapter(), adapter, registration).id();
        local.move(alias(followed), copy, change);
        local.collect(new Retention(1, 0, Instant.now()));
    }

    /** The version that is there; empty when there is none. */
    Optional<VersionId> version(Followed followed) {
        return alias(followed).version();
    }

    private Alias alias(Followed followed) {
        return local.alias(followed.adapter(), followed.alias());
    }
}
