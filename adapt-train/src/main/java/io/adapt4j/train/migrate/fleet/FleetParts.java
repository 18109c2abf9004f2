package io.adapt4j.train.migrate.fleet;

import io.adapt4j.Adapter;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.audit.AuditEvent;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.migrate.Migrator;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a fleet migration is made of.
 *
 * @param migrators a migrator of its own for each adapter
 * @param registration what else is said of a candidate at its registration
 * @param release by the adapter's name; empty to register only
 * @param by who it is in logs and histories
 */
record FleetParts(
        Registry registry,
        FleetPlan plan,
        Function<AdapterVersion, Migrator> migrators,
        FleetBudget budget,
        BiFunction<Adapter, Registration, Registration> registration,
        Optional<Function<String, Release>> release,
        String by,
        InstantSource clock,
        Optional<AuditLog> audit) {

    Change change(String reason) {
        return new Change(by, reason, clock.instant());
    }

    void audit(AuditAction action, Object subject, String reason) {
        audit.ifPresent(log -> log.record(AuditEvent.of(by, action, subject.toString(), reason)
                .with("from", plan.from().toString())
                .with("to", plan.to().toString())));
    }
}
