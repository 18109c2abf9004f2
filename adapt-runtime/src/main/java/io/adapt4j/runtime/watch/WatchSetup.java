package io.adapt4j.runtime.watch;

import io.adapt4j.audit.AuditLog;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Registry;
import io.adapt4j.runtime.AdapterHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a watch is to do; see {@link AliasWatch#on}.
 *
 * @param deployments names in the host with the aliases that they follow
 * @param interval the longest time between two looks at the registry, each of which reads one record per deployment
 * @param lastGood a registry on the host's own disk for what was deployed last
 * @param audit where each deployment is put on record
 */
public record WatchSetup(
        AdapterHost host,
        Registry registry,
        List<Target> deployments,
        Duration interval,
        Optional<Registry> lastGood,
        Optional<WatchAudit> audit) {

    /** A name in the host and the alias that it follows. */
    public record Target(String deployment, Alias alias) {}

    public WatchSetup {
        deployments = List.copyOf(deployments);
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("The interval is at least a millisecond, but was " + interval);
        }
        if (deployments.stream().map(Target::deployment).distinct().count() < deployments.size()) {
            throw new IllegalArgumentException("A deployment follows one alias, but was given two: " + deployments);
        }
    }

    /**
     * One more deployment.
     *
     * @param name in the host
     * @param adapter its name in the registry
     * @param alias such as {@code champion}
     * @throws io.adapt4j.error.RegistryException when there can be no alias of that name
     * @throws IllegalArgumentException when the deployment follows an alias already
     */
    public WatchSetup deployment(String name, String adapter, String alias) {
        List<Target> more = new ArrayList<>(deployments);
        more.add(new Target(name, new Alias(adapter, alias, 0, Optional.empty(), 0, Optional.empty())));
        return new WatchSetup(host, registry, more, interval, lastGood, audit);
    }

    /** Another interval than 200 milliseconds. */
    public WatchSetup withInterval(Duration longest) {
        return new WatchSetup(host, registry, deployments, longest, lastGood, audit);
    }

    /**
     * Keeps a copy of what was deployed last in a registry on the host's own disk, from which a host that starts while the registry
     * cannot be reached is served. Give it the same {@linkplain Registry#withCheck check} as the other: what is in it is checked again.
     * The watch deletes from it what no alias needs; it does not close it.
     */
    public WatchSetup withLastGood(Registry local) {
        return new WatchSetup(host, registry, deployments, interval, Optional.of(local), audit);
    }

    /**
     * Records each deployment in an audit log, with its version and why. A log that cannot be written to does not keep a version from serving.
     *
     * @param name of the host, as the actor in the log
     */
    public WatchSetup withAudit(AuditLog log, String name) {
        return new WatchSetup(host, registry, deployments, interval, lastGood, Optional.of(new WatchAudit(log, name)));
    }

    /** Starts to follow, on a thread of its own. Returns at once; {@link AliasWatch#awaitServing} waits. */
    public AliasWatch start() {
        return AliasWatch.start(this);
    }
}
