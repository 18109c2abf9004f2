package io.adapt4j.train.migrate.fleet;

import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.error.TrainingStoppedException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.Versions;
import io.adapt4j.registry.bases.BaseRegistry;
import io.adapt4j.train.loop.release.Release;
import io.adapt4j.train.migrate.Migrator;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Moves every adapter of a registry that is bound to an old base to a new one, unattended. What is moved of each adapter is the version that an alias
 * points at. Each one ends
 *
 * <ul>
 *   <li>migrated: the candidate that passed its gate is a new version, whose parent is the old one, with verdict and report among its files; if a
 *       release was asked for, the alias points at it or a rollout is under way;
 *   <li>refused: no candidate passed; the report is attached to the old version;
 *   <li>untouched: the budget was used up, the alias was moved meanwhile, or the adapter could not be tried, with the reason.
 * </ul>
 *
 * <p>How far each is stands in the registry, in a state for each adapter of a plan, which is both bases and the alias. A process that is killed anywhere is followed by one that calls
 * {@link #run} again: what has ended stays, what was registered is found, and of what was being made only that work is done again. When every adapter
 * has ended the run has; the next call begins another run with the whole budget, which tries what is untouched, and what the alias points at newly.
 * Two processes at work on one fleet do the same work twice, and move each alias once.
 *
 * <p>Set what there is and then call {@link #run}. Bases must stay open meanwhile.
 */
public final class FleetMigration {
    private final Registry registry;
    private final ContentHash from;
    private final ContentHash to;
    private final Function<AdapterVersion, Migrator> migrators;
    private String alias = "champion";
    private FleetBudget budget = FleetBudget.unlimited();
    private int workers = 1;
    private BiFunction<Adapter, Registration, Registration> registration = (adapter, plain) -> plain;
    private Optional<Function<String, Release>> release = Optional.empty();
    private FleetListener listener = (entry, ended, of) -> {};
    private String by = "fleet migration";
    private InstantSource clock = InstantSource.system();
    private Optional<AuditLog> audit = Optional.empty();

    private FleetMigration(
            Registry registry, ContentHash from, ContentHash to, Function<AdapterVersion, Migrator> migrators) {
        this.registry = registry;
        this.from = from;
        this.to = to;
        this.migrators = migrators;
    }

    /**
     * A migration of all adapters of a base.
     *
     * @param from the old base
     * @param to the new base
     * @param migrators makes a migrator between both with the data of an adapter, a new one at each call; called from several threads. Its budget and
     *     clock are set here
     */
    public static FleetMigration of(
            Registry registry, ContentHash from, ContentHash to, Function<AdapterVersion, Migrator> migrators) {
        return new FleetMigration(registry, from, to, migrators);
    }

    /** Moves what this alias points at, and not {@code champion}. */
    public FleetMigration alias(String newAlias) {
        alias = newAlias;
        return this;
    }

    public FleetMigration budget(FleetBudget newBudget) {
        budget = newBudget;
        return this;
    }

    /** So many adapters at the same time. */
    public FleetMigration workers(int newWorkers) {
        if (newWorkers < 1) {
            throw new IllegalArgumentException("There is at least one worker, but given were " + newWorkers);
        }
        workers = newWorkers;
        return this;
    }

    /**
     * What else is said of a candidate when it is registered, such as a signature as an attachment. Called with the candidate and what is said of it
     * already.
     */
    public FleetMigration registration(BiFunction<Adapter, Registration, Registration> newRegistration) {
        registration = newRegistration;
        return this;
    }

    /** Brings each candidate into service. A rollout is begun and not waited for; the next run asks how it got on. */
    public FleetMigration release(Function<String, Release> byAdapter) {
        release = Optional.of(byAdapter);
        return this;
    }

    /** Moves the alias to each candidate, unless somebody else moved it. */
    public FleetMigration promote() {
        return release(adapter -> Release.direct());
    }

    public FleetMigration listener(FleetListener newListener) {
        listener = newListener;
        return this;
    }

    /** Who is named in histories and in the audit log. */
    public FleetMigration by(String newBy) {
        by = newBy;
        return this;
    }

    public FleetMigration clock(InstantSource newClock) {
        clock = newClock;
        return this;
    }

    public FleetMigration audit(AuditLog newAudit) {
        audit = Optional.of(newAudit);
        return this;
    }

    private FleetPlan plan() {
        return new FleetPlan(from, to, alias);
    }

    /**
     * Goes on until each adapter has ended.
     *
     * @throws TrainingStoppedException when the thread is interrupted; what is under way is waited for, and the next call goes on
     * @throws io.adapt4j.error.StorageException when the registry cannot be reached; the next call goes on
     * @throws io.adapt4j.error.DamagedRegistryException when a state of this fleet is not what was written
     */
    public synchronized FleetReport run() {
        FleetParts parts = new FleetParts(registry, plan(), migrators, budget, registration, release, by, clock, audit);
        FleetLedger ledger = new FleetLedger(registry, parts.plan(), clock);
        List<String> adapters = List.copyOf(adapters());
        FleetProgress progress = new FleetProgress(listener, adapters.size());
        Member member = new Member(parts, ledger, progress::tell);
        try {
            new FleetWorkers(workers).run(adapters, adapter -> progress.ended(member.run(adapter)));
        } finally {
            ledger.record(false);
        }
        ledger.record(true);
        return report();
    }

    private SortedSet<String> adapters() {
        Versions bound = new BaseRegistry(registry).adaptersOn(from);
        SortedSet<String> names = new TreeSet<>();
        bound.readable().forEach(version -> names.add(version.id().adapter()));
        bound.damaged().keySet().forEach(id -> names.add(id.adapter()));
        return names;
    }

    /** How far the fleet is, by what stands in the registry. */
    public FleetReport report() {
        FleetPlan plan = plan();
        FleetCodec.Run run = FleetLedger.read(registry, plan);
        List<FleetEntry> entries = registry.states(plan.kind()).stream()
                .flatMap(state -> FleetCodec.entry(plan, state).stream())
                .toList();
        return new FleetReport(plan, run.number(), run.ended(), entries, run.spent());
    }
}
