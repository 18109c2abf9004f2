package io.adapt4j.train.loop;

import io.adapt4j.train.loop.LoopRun.Spent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the runs of a loop took, against its budget. */
final class Ledger {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final int KEPT = 100;
    private static final double MILLIS = 1e3;

    private final Budget budget;

    Ledger(Budget budget) {
        this.budget = budget;
    }

    /** Why nothing more may be taken now; empty if something may. */
    Optional<String> usedUp(List<LoopRun> history, Instant now) {
        List<String> reasons = new ArrayList<>();
        Spent left = left(history, now);
        String window = " in " + budget.window().toHours() + " hours are used up";
        if (left.cpuSeconds() <= 0) {
            reasons.add(cpuSeconds() + " s of processor time" + window);
        }
        if (left.joules() <= 0) {
            reasons.add(budget.joules() + " J" + window);
        }
        if (left.price() <= 0) {
            reasons.add("costs of " + budget.price() + window);
        }
        long retrains = history.stream()
                .filter(run -> run.spent().isPresent() && isWithin(run, WEEK, now))
                .count();
        if (budget.retrainsPerWeek() > 0 && retrains >= budget.retrainsPerWeek()) {
            reasons.add(budget.retrainsPerWeek() + " retrains in 7 days were made");
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of("budget: " + String.join("; ", reasons));
    }

    /** What may be taken now; infinite where there is no bound. */
    Spent left(List<LoopRun> history, Instant now) {
        Spent spent = history.stream()
                .filter(run -> isWithin(run, budget.window(), now))
                .flatMap(run -> run.spent().stream())
                .reduce(new Spent(0, 0, 0), Spent::plus);
        return new Spent(
                left(cpuSeconds(), spent.cpuSeconds()),
                left(budget.joules(), spent.joules()),
                left(budget.price(), spent.price()));
    }

    private double cpuSeconds() {
        return budget.cpuTime().toMillis() / MILLIS;
    }

    private static double left(double bound, double spent) {
        return bound == 0 ? Double.POSITIVE_INFINITY : bound - spent;
    }

    private static boolean isWithin(LoopRun run, Duration time, Instant now) {
        return run.started().isAfter(now.minus(time));
    }

    /** The runs to remember: the last ones, and those that count for the budget. */
    List<LoopRun> kept(List<LoopRun> history, Instant now) {
        Duration needed = budget.window().compareTo(WEEK) > 0 ? budget.window() : WEEK;
        List<LoopRun> kept = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            if (i >= history.size() - KEPT || isWithin(history.get(i), needed, now)) {
                kept.add(history.get(i));
            }
        }
        return kept;
    }
}
