package io.adapt4j.train.migrate;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.error.AdaptException;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.migrate.compare.Outlook;
import io.adapt4j.train.migrate.strategy.Candidate;
import io.adapt4j.train.migrate.strategy.Cost;
import io.adapt4j.train.migrate.strategy.Direct;
import io.adapt4j.train.migrate.strategy.MigrationStrategy;
import io.adapt4j.train.migrate.strategy.MigrationTask;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.provenance.RunMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One migration: strategy after strategy, until a candidate passes, and then those that take little beside all of them together, for a better
 * one.
 */
final class Trials {
    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);

    /** Old deltas as they are that keep less of what is asked first are no start for others; a projection is a better one. */
    private static final double LEAST_START = 0.5;

    private final Judge judge;
    private final List<MigrationStrategy> strategies;
    private final MigrationBudget budget;
    private final InstantSource clock;
    private final Help help;
    private final Instant begun;
    private final List<Attempt> attempts = new ArrayList<>();
    private MigrationTask task;
    private double passes;
    private double bestScore = Double.NEGATIVE_INFINITY;
    private Optional<Passed> best = Optional.empty();

    /** A candidate that passed the gate. */
    private record Passed(int attempt, Judge.Judged judged) {}

    Trials(
            Judge judge,
            MigrationTask task,
            List<MigrationStrategy> strategies,
            MigrationBudget budget,
            InstantSource clock,
            MigrationGate gate,
            HeldOut data) {
        this.judge = judge;
        this.task = task;
        this.strategies = strategies;
        this.budget = budget;
        this.clock = clock;
        this.help = new Help(gate, data);
        this.begun = clock.instant();
    }

    Migration run() {
        List<MigrationStrategy> left = new ArrayList<>(strategies);
        while (!left.isEmpty()) {
            MigrationStrategy strategy = next(left);
            Cost estimate = strategy.estimate(task);
            if (best.isPresent() && impossible(strategy).isEmpty() && !isWorthwhile(estimate, left)) {
                break;
            }
            left.remove(strategy);
            Optional<String> obstacle = obstacle(strategy, estimate);
            if (obstacle.isPresent()) {
                attempts.add(Attempt.skipped(strategy.name(), estimate, obstacle.get()));
            } else {
                attempt(strategy, estimate);
            }
        }
        if (best.isPresent()) {
            return finished(best.get());
        }
        Migration refused = ended(Optional.empty(), help.of(attempts, task));
        LOG.warn(
                "{} was not migrated to the base {}: no candidate passed the gate",
                task.adapter(),
                task.diff().newBase());
        return refused;
    }

    /**
     * Whether a strategy may be tried although a candidate has passed: what was done until now, the judging too, and the strategy take no more
     * than a share of all strategies that can be tried, the judging not counted.
     */
    private boolean isWorthwhile(Cost estimate, List<MigrationStrategy> left) {
        double all = passes
                + left.stream()
                        .filter(strategy -> impossible(strategy).isEmpty())
                        .mapToDouble(strategy -> strategy.estimate(task).passes())
                        .sum();
        double judging = judge.passesBefore() + (double) (judged() + 1) * judge.passes() + judge.passesToCompare();
        double together = passes + judging + estimate.passes();
        LOG.debug("{} passes with the next strategy, {} for all", together, all);
        return together <= budget.improvement() * all;
    }

    private long judged() {
        return attempts.stream()
                .filter(attempt -> attempt.verdict().isPresent())
                .count();
    }

    /** The cheapest of those that are left, with the start that there is by now; of equals the first. One that cannot be tried has its turn. */
    private MigrationStrategy next(List<MigrationStrategy> left) {
        if (impossible(left.get(0)).isPresent()) {
            return left.get(0);
        }
        return left.stream()
                .filter(strategy -> impossible(strategy).isEmpty())
                .min(Comparator.comparingDouble(
                        strategy -> strategy.estimate(task).passes()))
                .orElseThrow();
    }

    /** With the report beside the adapter. */
    private Migration finished(Passed passed) {
        for (int i = 0; i < attempts.size(); i++) {
            if (attempts.get(i).status() == Attempt.Status.PASSED && i != passed.attempt()) {
                attempts.set(i, attempts.get(i).surpassed());
            }
        }
        Adapter adapter = passed.judged().verdict().addTo(passed.judged().adapter());
        JsonObject report = ended(Optional.of(adapter), List.of()).toJson();
        return ended(Optional.of(adapter.withDocument(Migration.DOCUMENT, report)), List.of());
    }

    private Migration ended(Optional<Adapter> adapter, List<String> wanted) {
        return new Migration(task.adapter(), adapter, task.diff(), attempts, judge.unshown(), wanted);
    }

    /** Why a strategy cannot be tried, whatever the budget. */
    private Optional<String> impossible(MigrationStrategy strategy) {
        return task.diff()
                .forecast(strategy.name())
                .filter(known -> known.outlook() == Outlook.HOPELESS)
                .map(forecast -> "Hopeless: " + forecast.reason())
                .or(() -> strategy.missing(task));
    }

    private Optional<String> obstacle(MigrationStrategy strategy, Cost estimate) {
        Optional<String> impossible = impossible(strategy);
        if (impossible.isPresent()) {
            return impossible;
        }
        if (passes + estimate.passes() > budget.passes()) {
            return Optional.of("It is expected to take " + (long) estimate.passes() + " passes, but "
                    + (long) Math.max(0, budget.passes() - passes) + " are left of the budget.");
        }
        if (estimate.labels() > budget.labels()) {
            return Optional.of(
                    "It learns from " + estimate.labels() + " labels, but the budget allows " + budget.labels() + ".");
        }
        Duration elapsed = Duration.between(begun, clock.instant());
        return budget.time()
                .filter(time -> elapsed.compareTo(time) >= 0)
                .map(time -> "The time of the budget, " + time + ", is used up.");
    }

    private void attempt(MigrationStrategy strategy, Cost estimate) {
        RunMeter meter = new RunMeter();
        passes += estimate.passes();
        Candidate candidate;
        Judge.Judged judged;
        try {
            candidate = strategy.migrate(task);
            judged = judge.judge(candidate.adapter());
        } catch (AdaptException e) {
            String reason = String.valueOf(e.getMessage());
            attempts.add(new Attempt(
                    strategy.name(),
                    Attempt.Status.BROKEN,
                    reason,
                    estimate,
                    new JsonObject(),
                    Optional.empty(),
                    Optional.of(meter.cost(Rates.NONE))));
            return;
        }
        Verdict verdict = judged.verdict();
        attempts.add(new Attempt(
                strategy.name(),
                verdict.passed() ? Attempt.Status.PASSED : Attempt.Status.FAILED,
                "",
                estimate,
                candidate.details(),
                Optional.of(verdict),
                Optional.of(meter.cost(Rates.NONE))));
        double score = judged.score();
        if (verdict.passed()
                && best.map(passed -> judge.prefers(judged, passed.judged())).orElse(true)) {
            best = Optional.of(new Passed(attempts.size() - 1, judged));
        }
        boolean isStart = score >= LEAST_START || !(strategy instanceof Direct);
        if (isStart && score > bestScore) {
            bestScore = score;
            task = task.withStart(candidate);
        }
    }
}
