package io.adapt4j.runtime.rollout;

import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.runtime.rollout.RolloutEvent.What;
import io.adapt4j.runtime.rollout.guard.Guard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A rollout as it is recorded in the registry, as the state of kind {@value #KIND} under the deployment's name. Immutable; every host
 * changes it by compare-and-set, so that each stage is entered once.
 *
 * @param events what happened, the oldest first
 * @param hosts what each host has counted
 */
public record RolloutDocument(
        RolloutSubject subject,
        RolloutPlan plan,
        Position position,
        List<RolloutEvent> events,
        SortedMap<String, HostCounts> hosts) {
    /** The kind of the registry's states that are rollouts. */
    public static final String KIND = "rollout";

    /** Pauses are left out of the events beyond this many. */
    private static final int MOST_EVENTS = 1_000;

    public RolloutDocument {
        events = List.copyOf(events);
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
    }

    static RolloutDocument start(RolloutSubject subject, RolloutPlan plan, Change change, String host) {
        boolean shadowed = plan.shadow().isPresent();
        Position first =
                new Position(shadowed ? Stage.SHADOW : Stage.CANARY, shadowed ? 0 : 1, 1, change.at(), false, 0);
        return new RolloutDocument(subject, plan, first, List.of(), new TreeMap<>()).noted(What.START, change, host);
    }

    public Stage stage() {
        return position.stage();
    }

    /** The step of the plan that is under way; empty when none is. */
    public Optional<Step> step() {
        return switch (stage()) {
            case SHADOW -> plan.shadow();
            case CANARY -> Optional.of(plan.canary().get(position.step() - 1));
            default -> Optional.empty();
        };
    }

    /** The challenger's answers in the step that is under way, over all hosts. */
    public long answers() {
        return hosts.values().stream()
                .filter(counts -> counts.stage() == position.number())
                .mapToLong(HostCounts::answers)
                .sum();
    }

    /** What was counted over all hosts. */
    public Tally tally() {
        return hosts.values().stream().map(HostCounts::tally).reduce(Tally.NONE, Tally::plus);
    }

    /** What the guards have found over all hosts, in the order of the plan. */
    public List<Evidence> evidence() {
        return plan.guards().stream()
                .map(guard -> Evidence.of(guard, counts(guard), plan.limit()))
                .toList();
    }

    private List<Long> counts(Guard guard) {
        return hosts.values().stream()
                .map(counts -> counts.guards().get(guard.name()))
                .filter(java.util.Objects::nonNull)
                .reduce(guard.test().none(), HostCounts::sum);
    }

    /** The latest event: why the rollout is where it is. */
    public RolloutEvent last() {
        return events.get(events.size() - 1);
    }

    private RolloutDocument at(Position next) {
        return new RolloutDocument(subject, plan, next, events, hosts);
    }

    private RolloutDocument noted(What what, Change change, String host) {
        if (events.size() >= MOST_EVENTS && (what == What.PAUSE || what == What.PROCEED)) {
            return this;
        }
        List<RolloutEvent> more = new ArrayList<>(events);
        more.add(new RolloutEvent(events.size() + 1, what, stage(), position.step(), change, host));
        return new RolloutDocument(subject, plan, position, more, hosts);
    }

    RolloutDocument withHost(String host, HostCounts counts) {
        SortedMap<String, HostCounts> more = new TreeMap<>(hosts);
        more.put(host, counts);
        return new RolloutDocument(subject, plan, position, events, more);
    }

    /** What follows from the counts and the time: the same where nothing does. */
    RolloutDocument decided(Instant now, String host) {
        if (!stage().tests()) {
            return this;
        }
        Optional<Evidence> rejected =
                evidence().stream().filter(Evidence::rejects).findFirst();
        if (rejected.isPresent()) {
            return aborted(own(rejected.get().describe(), now), host);
        }
        if (!passed(now) || position.paused() || (isLast() && !plan.promotes())) {
            return this;
        }
        return advanced(own(position.describe() + " passed after " + answers() + " answers", now), host);
    }

    /** Whether the step under way has had all that it needs. */
    private boolean passed(Instant now) {
        return step().filter(step -> answers() >= step.answers()
                        && !Duration.between(position.entered(), now)
                                .minus(step.duration())
                                .isNegative())
                .isPresent();
    }

    private Change own(String reason, Instant now) {
        return new Change("rollout " + subject.id(), reason, now);
    }

    private boolean isLast() {
        return position.step() == plan.canary().size();
    }

    /** Whether the last step has been passed and somebody must say that the challenger may be promoted. */
    public boolean awaitsPromotion(Instant now) {
        return isLast() && !plan.promotes() && passed(now);
    }

    /** In the next step, which for the last one is the promotion. */
    RolloutDocument advanced(Change change, String host) {
        Position next = isLast()
                ? position.next(Stage.PROMOTING, 0, change.at())
                : position.next(Stage.CANARY, position.step() + 1, change.at());
        return at(next).noted(What.STEP, change, host);
    }

    RolloutDocument paused(boolean pause, Change change, String host) {
        return position.paused() == pause
                ? this
                : at(position.withPaused(pause)).noted(pause ? What.PAUSE : What.PROCEED, change, host);
    }

    RolloutDocument aborted(Change change, String host) {
        return at(position.next(Stage.ABORTED, 0, change.at())).noted(What.ABORT, change, host);
    }

    /** Stopped because somebody else moved the alias. */
    RolloutDocument movedAway(Alias alias, Instant now, String host) {
        String reason = "the alias " + alias + " was moved to revision " + alias.revision()
                + alias.change()
                        .map(by -> " by " + by.by() + ": " + by.reason())
                        .orElse("");
        return aborted(own(reason, now), host);
    }

    RolloutDocument promoted(long revision, Change change, String host) {
        return at(position.next(Stage.PROMOTED, 0, change.at()).withPromoted(revision))
                .noted(What.PROMOTE, change, host);
    }

    /** On the way back: at once where the alias has not been moved. */
    RolloutDocument rollingBack(Change change, String host) {
        Stage next = stage() == Stage.PROMOTED ? Stage.ROLLING_BACK : Stage.ROLLED_BACK;
        return at(position.next(next, 0, change.at())).noted(What.ROLL_BACK, change, host);
    }

    RolloutDocument rolledBack(Change change, String host) {
        return at(position.next(Stage.ROLLED_BACK, 0, change.at())).noted(What.ROLL_BACK, change, host);
    }
}
