package io.adapt4j.runtime.watch;

import io.adapt4j.audit.AuditAction;
import io.adapt4j.audit.AuditEvent;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.registry.VersionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts on record what a watch deploys.
 *
 * @param host whose watch it is
 */
public record WatchAudit(AuditLog log, String host) {
    private static final Logger LOG = LoggerFactory.getLogger(AliasWatch.class);

    /** A version serves by now, whether that can be recorded or not. */
    void deployed(Followed followed, VersionId version, boolean kept) {
        AuditEvent event = AuditEvent.of(
                        host,
                        AuditAction.DEPLOY,
                        followed.deployment(),
                        kept
                                ? "the registry cannot be reached; the version was kept on the host's disk"
                                : "the alias " + followed.alias() + " of " + followed.adapter() + " points at it")
                .with("version", version.toString())
                .with("revision", Long.toString(followed.revision()));
        try {
            log.record(event);
        } catch (RuntimeException e) { // a store may be foreign code
            LOG.warn("{}: {} serves, which is not on record", followed.route(), version, e);
        }
    }
}
