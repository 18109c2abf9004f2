package io.adapt4j.train.migrate.fleet;

import io.adapt4j.Adapter;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.VersionId;
import io.adapt4j.train.migrate.Attempt;
import io.adapt4j.train.migrate.Migration;
import io.adapt4j.train.migrate.fleet.FleetEntry.Status;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the candidate of one adapter and registers it, or refuses. What a process before has left in the registry is taken as it is. */
final class Making {
    private static final Logger LOG = LoggerFactory.getLogger(Making.class);
    /** The tag of a candidate, with the old version as its value. */
    static final String MIGRATED_FROM = "migrated-from";
    /** The tag of a candidate with the strategy that made it. */
    static final String STRATEGY = "strategy";

    private final FleetParts parts;
    private final FleetLedger ledger;
    private final Refusal refusal;

    Making(FleetParts parts, FleetLedger ledger) {
        this.parts = parts;
        this.ledger = ledger;
        this.refusal = new Refusal(parts);
    }

    /** What became of an entry that is running. */
    FleetEntry make(FleetEntry entry) {
        VersionId source = entry.source().orElseThrow();
        Optional<FleetEntry> left = left(entry, source);
        if (left.isPresent()) {
            return left.get();
        }
        Optional<String> obstacle = obstacle(entry);
        if (obstacle.isPresent()) {
            return entry.ended(Status.UNTOUCHED, obstacle.get());
        }
        Migration migration;
        try {
            AdapterVersion version = parts.registry().version(source);
            Adapter adapter = parts.registry().load(source);
            migration = parts.migrators()
                    .apply(version)
                    .budget(parts.budget().next(ledger.spent()))
                    .clock(parts.clock())
                    .migrate(adapter);
        } catch (StorageException e) { // the registry is away, for the others too
            throw e;
        } catch (AdaptException e) { // says something of this adapter or its data alone
            LOG.warn(
                    "{} could not be migrated to the base {}: {}",
                    source,
                    parts.plan().to(),
                    e.getMessage());
            return entry.ended(Status.UNTOUCHED, "it could not be tried: " + e.getMessage());
        } catch (RuntimeException e) { // foreign code, and the others may do without it
            LOG.warn(
                    "{} could not be migrated to the base {}",
                    source,
                    parts.plan().to(),
                    e);
            return entry.ended(Status.UNTOUCHED, "it could not be tried: " + e);
        }
        return migration.passed() ? registered(entry, source, migration) : refused(entry, source, migration);
    }

    /** What a process that was killed has left. */
    private Optional<FleetEntry> left(FleetEntry entry, VersionId source) {
        for (AdapterVersion version : parts.registry().versions(entry.adapter()).readable()) {
            if (version.lineage().parents().contains(source)
                    && version.lineage().base().equals(Optional.of(parts.plan().to()))) {
                Map<String, String> tags = parts.registry().notes(version.id()).tags();
                String strategy = tags.get(STRATEGY);
                if (source.toString().equals(tags.get(MIGRATED_FROM)) && strategy != null) {
                    return Optional.of(entry.registered(version.id(), strategy));
                }
            }
        }
        return refusal.reason(source, entry.run()).map(reason -> entry.ended(Status.REFUSED, reason));
    }

    private Optional<String> obstacle(FleetEntry entry) {
        Optional<String> moved = moved(entry);
        return moved.isPresent() ? moved : parts.budget().usedUp(ledger.spent());
    }

    private Optional<String> moved(FleetEntry entry) {
        Alias now = parts.registry().alias(entry.adapter(), parts.plan().alias());
        return now.revision() == entry.seen()
                ? Optional.empty()
                : Optional.of("the alias " + now + " was moved meanwhile, from revision " + entry.seen() + " to "
                        + now.revision());
    }

    private FleetEntry registered(FleetEntry entry, VersionId source, Migration migration) {
        Optional<String> moved = moved(entry);
        if (moved.isPresent()) {
            return entry.ended(Status.UNTOUCHED, moved.get());
        }
        Adapter adapter = migration.orThrow();
        String strategy = migration.strategy().orElseThrow();
        Registration plain = Registration.of(
                        parts.change("migrated to the base " + parts.plan().to()))
                .withParents(source)
                .withTag(MIGRATED_FROM, source.toString())
                .withTag(STRATEGY, strategy);
        Registration whole;
        try {
            whole = parts.registration().apply(adapter, plain);
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) { // foreign code, and the others may do without it
            LOG.warn("The candidate of {} could not be prepared for its registration", source, e);
            return entry.ended(Status.UNTOUCHED, "its candidate could not be prepared for its registration: " + e);
        }
        AdapterVersion version = parts.registry().register(entry.adapter(), adapter, whole);
        parts.audit(AuditAction.REGISTER, version.id(), "migrated from " + source + " by the strategy " + strategy);
        return entry.registered(version.id(), strategy);
    }

    private FleetEntry refused(FleetEntry entry, VersionId source, Migration migration) {
        Optional<String> usedUp = parts.budget().usedUp(ledger.spent());
        boolean leftOut = migration.attempts().stream().anyMatch(tried -> tried.status() == Attempt.Status.SKIPPED);
        if (usedUp.isPresent() && leftOut) {
            return entry.ended(Status.UNTOUCHED, "before it was tried to its end, " + usedUp.get());
        }
        return entry.ended(Status.REFUSED, refusal.record(source, entry.run(), migration));
    }
}
