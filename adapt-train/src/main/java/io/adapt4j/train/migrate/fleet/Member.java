package io.adapt4j.train.migrate.fleet;

import io.adapt4j.audit.AuditAction;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.ConflictException;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.State;
import io.adapt4j.registry.VersionId;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.loop.release.ReleaseRequest;
import io.adapt4j.train.loop.release.ReleaseStatus;
import io.adapt4j.train.loop.release.ReleaseStatus.Phase;
import io.adapt4j.train.migrate.fleet.FleetEntry.Status;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one adapter on from wherever it was left. Each step does its work first and records the next status last, by compare-and-set, and its work can
 * be done twice.
 */
final class Member {
    private static final Logger LOG = LoggerFactory.getLogger(Member.class);

    private final FleetParts parts;
    private final FleetLedger ledger;
    private final Making making;
    private final Consumer<FleetEntry> news;

    Member(FleetParts parts, FleetLedger ledger, Consumer<FleetEntry> news) {
        this.parts = parts;
        this.ledger = ledger;
        this.making = new Making(parts, ledger);
        this.news = news;
    }

    /** Moves an adapter to an end. */
    FleetEntry run(String adapter) {
        while (true) {
            try {
                return advance(adapter);
            } catch (ConflictException e) {
                // another process is at work on the same adapter: go on from where it got
            }
        }
    }

    private FleetEntry advance(String adapter) {
        State state = parts.registry().state(parts.plan().kind(), adapter);
        Optional<FleetEntry> before = FleetCodec.entry(parts.plan(), state);
        FleetEntry entry;
        if (before.isPresent() && !isDue(before.get())) {
            entry = before.get();
        } else {
            entry = begun(adapter);
            state = put(state, entry);
        }
        if (entry.status() == Status.RUNNING) {
            entry = making.make(entry);
            state = put(state, entry);
        }
        if (entry.status() == Status.REGISTERED || isReleaseDue(entry)) {
            entry = released(entry);
            put(state, entry);
        }
        return entry;
    }

    private State put(State seen, FleetEntry entry) {
        State now = parts.registry().put(seen, FleetCodec.write(parts.plan(), entry));
        if (entry.status().isEnd()) {
            ledger.record(false);
        }
        news.accept(entry);
        return now;
    }

    /** Whether an adapter that has ended is to be begun again in this run. */
    private boolean isDue(FleetEntry entry) {
        if (!entry.status().isEnd() || entry.run() >= ledger.number()) {
            return false;
        }
        Optional<VersionId> now =
                parts.registry().alias(entry.adapter(), parts.plan().alias()).version();
        return entry.status() == Status.UNTOUCHED
                || (!now.equals(entry.source())
                        && !now.equals(entry.candidate())
                        && now.filter(id -> obstacle(id).isEmpty()).isPresent());
    }

    private FleetEntry begun(String adapter) {
        Alias alias = parts.registry().alias(adapter, parts.plan().alias());
        Optional<String> obstacle = alias.version().isEmpty()
                ? Optional.of("the alias " + alias + " points at no version")
                : alias.version().flatMap(this::obstacle);
        Optional<String> why = obstacle.isPresent() ? obstacle : parts.budget().usedUp(ledger.spent());
        return why.map(reason ->
                        FleetEntry.untouched(adapter, ledger.number(), alias.version(), alias.revision(), reason))
                .orElseGet(() -> FleetEntry.running(alias.required(), alias.revision(), ledger.number()));
    }

    /** Why a version is not one to be moved. */
    private Optional<String> obstacle(VersionId id) {
        try {
            return parts.registry()
                    .version(id)
                    .lineage()
                    .base()
                    .filter(base -> !base.equals(parts.plan().from()))
                    .map(base -> "the alias " + parts.plan().alias() + " points at a version for the base " + base);
        } catch (DamagedRegistryException | RegistryException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private boolean isReleaseDue(FleetEntry entry) {
        return entry.status() == Status.MIGRATED
                && parts.release().isPresent()
                && entry.release()
                        .map(release -> release.phase() == Phase.RUNNING)
                        .orElse(true);
    }

    private FleetEntry released(FleetEntry entry) {
        if (parts.release().isEmpty()) {
            return entry.ended(Status.MIGRATED, entry.reason());
        }
        VersionId candidate = entry.candidate().orElseThrow();
        ReleaseStatus status;
        try {
            Release release = parts.release().get().apply(entry.adapter());
            status = release.advance(new ReleaseRequest(
                    parts.registry(),
                    parts.plan().alias(),
                    entry.seen(),
                    entry.source(),
                    candidate,
                    parts.change("migrated to the base " + parts.plan().to())));
        } catch (StorageException e) {
            throw e;
        } catch (AdaptException e) { // the next run tries again
            return entry.ended(Status.MIGRATED, "registered, but not released: " + e.getMessage());
        } catch (RuntimeException e) { // foreign code, and the others may do without it
            LOG.warn("{} could not be released", candidate, e);
            return entry.ended(Status.MIGRATED, "registered, but not released: " + e);
        }
        if (status.phase() == Phase.PROMOTED) {
            parts.audit(AuditAction.PROMOTE, candidate, status.reason());
        } else if (status.phase() == Phase.STOPPED) {
            parts.audit(AuditAction.ABORT, candidate, status.reason());
        }
        return entry.released(end(entry, candidate, status), status);
    }

    private Status end(FleetEntry entry, VersionId candidate, ReleaseStatus status) {
        if (status.phase() != Phase.STOPPED) {
            return Status.MIGRATED;
        }
        Alias now = parts.registry().alias(entry.adapter(), parts.plan().alias());
        boolean serving = parts.registry().history(now).stream()
                .anyMatch(
                        move -> move.revision() > entry.seen() && move.version().equals(Optional.of(candidate)));
        return now.revision() == entry.seen() || serving ? Status.REFUSED : Status.UNTOUCHED;
    }
}
