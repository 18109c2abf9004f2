package io.adapt4j.examples.service;

import io.adapt4j.Adapter;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.audit.AuditEvent;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import java.util.Locale;
import java.util.Optional;

/**
 * Puts on record what the service deploys: the version in the registry, to which the alias {@code deployed} is moved, and an entry
 * in the audit log. In the registry names are in lower case; those that differ in case alone are one adapter there.
 */
record Ledger(Registry registry, AuditLog audit) {
    private static final String ACTOR = "service";
    private static final String ALIAS = "deployed";

    /** Nothing is written where it is on record that this is what is deployed. */
    void deployed(String name, Adapter adapter, String reason) {
        Change change = Change.by(ACTOR, reason);
        Alias seen = alias(name);
        AdapterVersion version = registry.register(seen.adapter(), adapter, Registration.of(change));
        if (!seen.version().equals(Optional.of(version.id()))) {
            registry.move(seen, version.id(), change);
            audit.record(AuditEvent.of(ACTOR, AuditAction.DEPLOY, name, reason)
                    .with("version", version.id().toString()));
        }
    }

    void removed(String name, String reason) {
        Alias seen = alias(name);
        if (seen.version().isPresent()) {
            registry.remove(seen, Change.by(ACTOR, reason));
        }
        audit.record(AuditEvent.of(ACTOR, AuditAction.UNDEPLOY, name, reason));
    }

    private Alias alias(String name) {
        return registry.alias(name.toLowerCase(Locale.ROOT), ALIAS);
    }
}
