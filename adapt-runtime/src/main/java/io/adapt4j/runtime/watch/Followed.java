package io.adapt4j.runtime.watch;

import io.adapt4j.registry.Alias;
import io.adapt4j.registry.VersionId;
import java.util.Optional;

/**
 * How far a deployment is with following its alias.
 *
 * @param deployment the name in the host
 * @param adapter the name in the registry
 * @param alias the alias of that adapter
 * @param revision the revision of the alias that was seen last; 0 before it was seen and when it was never set
 * @param wanted what the alias pointed at then
 * @param serving what the watch has deployed; another version than the one wanted while that one cannot be
 * @param failure why the version wanted is not deployed, while it is not
 * @param kept whether the version that serves is in the local registry
 */
public record Followed(
        String deployment,
        String adapter,
        String alias,
        long revision,
        Optional<VersionId> wanted,
        Optional<VersionId> serving,
        Optional<WatchFailure> failure,
        boolean kept) {

    static Followed start(String deployment, Alias alias) {
        return new Followed(
                deployment,
                alias.adapter(),
                alias.name(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** Whether it serves what the alias points at, or the alias points at nothing. */
    public boolean current() {
        return wanted.isEmpty() || wanted.equals(serving);
    }

    /** A move starts anew: what failed before it says nothing of it. */
    Followed seen(Alias moved) {
        return new Followed(
                deployment, adapter, alias, moved.revision(), moved.version(), serving, Optional.empty(), kept);
    }

    /** What failed is over only if this is the version wanted. */
    Followed deployed(VersionId version, boolean isKept) {
        Optional<WatchFailure> left = wanted.equals(Optional.of(version)) ? Optional.empty() : failure;
        return new Followed(deployment, adapter, alias, revision, wanted, Optional.of(version), left, isKept);
    }

    Followed failed(Throwable error) {
        WatchFailure next = failure.map(before -> before.again(error)).orElseGet(() -> WatchFailure.first(error));
        return new Followed(deployment, adapter, alias, revision, wanted, serving, Optional.of(next), kept);
    }

    Followed withoutFailure() {
        return new Followed(deployment, adapter, alias, revision, wanted, serving, Optional.empty(), kept);
    }

    Followed withKept() {
        return new Followed(deployment, adapter, alias, revision, wanted, serving, failure, true);
    }

    /** {@code deployment <- adapter/alias}. */
    String route() {
        return deployment + " <- " + adapter + "/" + alias;
    }
}
