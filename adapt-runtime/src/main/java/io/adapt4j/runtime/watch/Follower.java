package io.adapt4j.runtime.watch;

import io.adapt4j.Adapter;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one deployment at what its alias points to. Used by the thread of one watch; others read {@link #followed}. */
final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(AliasWatch.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Registry registry;
    private final Optional<LastGood> lastGood;
    private final BiConsumer<String, Adapter> deploy;
    private final Optional<WatchAudit> audit;
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private volatile Followed followed;
    private long notBefore = System.nanoTime();
    private boolean lastGoodTried;

    Follower(
            Followed start,
            Registry registry,
            Optional<LastGood> lastGood,
            BiConsumer<String, Adapter> deploy,
            Optional<WatchAudit> audit) {
        this.followed = start;
        this.registry = registry;
        this.lastGood = lastGood;
        this.deploy = deploy;
        this.audit = audit;
    }

    Followed followed() {
        return followed;
    }

    /**
     * Looks at the alias and, when it points at another version than the one that serves, deploys that.
     *
     * @throws StorageException when the alias cannot be looked at; nothing has changed
     */
    void look() {
        Alias alias;
        try {
            alias = registry.alias(followed.adapter(), followed.alias());
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failed(e);
            return;
        }
        if (alias.revision() != followed.revision()) {
            followed = followed.seen(alias);
            retryNow();
        }
        if (System.nanoTime() - notBefore < 0) {
            return;
        }
        if (!followed.current()) {
            alias.version().ifPresent(version -> deploy(version, () -> registry.load(version)));
        } else {
            followed = followed.withoutFailure();
            followed.serving().filter(version -> !followed.kept()).ifPresent(this::keep);
        }
    }

    /** Does not wait any longer before it tries again what has failed. */
    void retryNow() {
        backoff.reset();
        notBefore = System.nanoTime();
    }

    /** Deploys what is in the local registry, where nothing serves yet. */
    void fallBack() {
        if (followed.serving().isEmpty() && lastGood.isPresent() && !lastGoodTried) {
            lastGoodTried = true;
            try {
                lastGood.get()
                        .version(followed)
                        .ifPresent(version ->
                                deployed(version, lastGood.get().local().load(version), true));
            } catch (RuntimeException | Error e) {
                LOG.warn("{}: the local copy cannot be deployed either", followed.route(), e);
            }
        }
    }

    private void deploy(VersionId version, Supplier<Adapter> source) {
        try {
            Adapter adapter = source.get();
            deployed(version, adapter, false);
            keep(version, adapter);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void deployed(VersionId version, Adapter adapter, boolean kept) {
        deploy.accept(followed.deployment(), adapter);
        followed = followed.deployed(version, kept);
        backoff.reset();
        LOG.info("{}: {} serves", followed.route(), version);
        audit.ifPresent(log -> log.deployed(followed, version, kept));
    }

    private void failed(Throwable error) {
        if (followed.failure().isEmpty()) {
            LOG.warn("{}: cannot follow to revision {}", followed.route(), followed.revision(), error);
        }
        followed = followed.failed(error);
        notBefore = System.nanoTime() + backoff.next();
        fallBack();
    }

    /** Keeps what serves already, which could not be kept when it was deployed. */
    private void keep(VersionId version) {
        if (lastGood.isPresent()) {
            try {
                keep(version, registry.load(version));
            } catch (RuntimeException | Error e) {
                notKept(e);
            }
        }
    }

    private void keep(VersionId version, Adapter adapter) {
        if (lastGood.isPresent()) {
            try {
                lastGood.get().keep(followed, version, adapter);
                followed = followed.withKept();
                backoff.reset();
            } catch (RuntimeException | Error e) {
                notKept(e);
            }
        }
    }

    private void notKept(Throwable error) {
        LOG.warn(
                "{}: {} serves, but cannot be kept in the local registry", followed.route(), followed.serving(), error);
        notBefore = System.nanoTime() + backoff.next();
    }
}
