package io.adapt4j.train.loop;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All that a loop remembers, as it stands in the registry.
 *
 * @param pending events that no run was begun for yet
 * @param current the run under way
 * @param history the runs that have ended, the oldest first; long ones lose their beginning
 * @param waiting why no run begins though there are events; empty if nothing holds it back
 * @param runs how many were begun
 * @param considered how many labels there were when the last run fixed its data
 * @param scheduled from when the time to the next event by schedule counts
 */
public record LoopStatus(
        List<LoopEvent> pending,
        Optional<LoopRun> current,
        List<LoopRun> history,
        String waiting,
        long runs,
        long considered,
        Optional<Instant> scheduled) {

    static final LoopStatus NEW = new LoopStatus(List.of(), Optional.empty(), List.of(), "", 0, 0, Optional.empty());

    public LoopStatus {
        pending = List.copyOf(pending);
        history = List.copyOf(history);
    }

    /** The run that ended last. */
    public Optional<LoopRun> last() {
        return history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
    }

    LoopStatus withPending(List<LoopEvent> newPending) {
        return new LoopStatus(newPending, current, history, waiting, runs, considered, scheduled);
    }

    LoopStatus withCurrent(LoopRun run) {
        return new LoopStatus(pending, Optional.of(run), history, waiting, runs, considered, scheduled);
    }

    LoopStatus withWaiting(String newWaiting) {
        return new LoopStatus(pending, current, history, newWaiting, runs, considered, scheduled);
    }

    LoopStatus withScheduled(Instant from) {
        return new LoopStatus(pending, current, history, waiting, runs, considered, Optional.of(from));
    }

    /** A run for some of the pending events. */
    LoopStatus begun(Predicate<LoopEvent> triggers, Instant now) {
        return new LoopStatus(
                pending.stream().filter(triggers.negate()).toList(),
                Optional.of(LoopRun.begin(
                        runs + 1, pending.stream().filter(triggers).toList(), now)),
                history,
                "",
                runs + 1,
                considered,
                scheduled);
    }

    /**
     * The run under way has ended.
     *
     * @param known how many labels it has looked at
     */
    LoopStatus ended(long known, List<LoopRun> kept) {
        return new LoopStatus(pending, Optional.empty(), kept, "", runs, known, scheduled);
    }
}
