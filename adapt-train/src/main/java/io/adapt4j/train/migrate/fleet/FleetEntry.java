package io.adapt4j.train.migrate.fleet;

import io.adapt4j.registry.VersionId;
import io.adapt4j.train.loop.release.ReleaseStatus;
import java.util.Optional;

/**
 * How far the migration of one adapter is.
 *
 * @param adapter its name
 * @param run the number of the run of the fleet that found this out
 * @param status how far
 * @param source the version that the alias pointed at when it was begun; empty where there was none for the old base
 * @param seen the revision of the alias then
 * @param candidate the version for the new base, once it is registered
 * @param strategy that made the candidate
 * @param reason in a sentence, why it is so
 * @param release how far the candidate's release is; empty while there is none
 */
public record FleetEntry(
        String adapter,
        long run,
        Status status,
        Optional<VersionId> source,
        long seen,
        Optional<VersionId> candidate,
        Optional<String> strategy,
        String reason,
        Optional<ReleaseStatus> release) {

    /** How far an adapter is; the last three are ends. */
    public enum Status {
        /** A candidate is being made. */
        RUNNING,
        /** The candidate is in the registry, its release is due. */
        REGISTERED,
        /** The candidate is in the registry and, if a release was asked for, is serving or being rolled out. */
        MIGRATED,
        /** No candidate passed the gate, or a rollout stopped it. The old adapter serves. */
        REFUSED,
        /** Nothing was found out of the adapter, or it was changed meanwhile; a further run tries again. */
        UNTOUCHED;

        public boolean isEnd() {
            return compareTo(MIGRATED) >= 0;
        }
    }

    static FleetEntry running(VersionId source, long seen, long run) {
        return new FleetEntry(
                source.adapter(),
                run,
                Status.RUNNING,
                Optional.of(source),
                seen,
                Optional.empty(),
                Optional.empty(),
                "a candidate is being made",
                Optional.empty());
    }

    static FleetEntry untouched(String adapter, long run, Optional<VersionId> source, long seen, String reason) {
        return new FleetEntry(
                adapter,
                run,
                Status.UNTOUCHED,
                source,
                seen,
                Optional.empty(),
                Optional.empty(),
                reason,
                Optional.empty());
    }

    FleetEntry ended(Status end, String why) {
        return new FleetEntry(adapter, run, end, source, seen, candidate, strategy, why, release);
    }

    FleetEntry registered(VersionId version, String by) {
        return new FleetEntry(
                adapter,
                run,
                Status.REGISTERED,
                source,
                seen,
                Optional.of(version),
                Optional.of(by),
                "passed its gate by the strategy " + by,
                release);
    }

    FleetEntry released(Status now, ReleaseStatus status) {
        return new FleetEntry(
                adapter, run, now, source, seen, candidate, strategy, status.reason(), Optional.of(status));
    }
}
