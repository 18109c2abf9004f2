package io.adapt4j.runtime.rollout;

import io.adapt4j.runtime.rollout.Slots.Slot;
import io.adapt4j.runtime.rollout.guard.BettingTest;
import io.adapt4j.runtime.rollout.guard.Guard;
import io.adapt4j.runtime.rollout.guard.Judge;
import io.adapt4j.runtime.rollout.guard.Outcome;
import io.adapt4j.runtime.rollout.guard.Pair;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What this host counts of a rollout, with the last known counts of others, in fixed memory. Safe for use by many threads; each call takes
 * some microseconds.
 */
final class Scoreboard {
    private final String host;
    private final double logLimit;
    private final List<Watched> watched;
    private final Slots slots = new Slots();
    private final Runnable attention;
    private Tally tally = Tally.NONE;
    private long stage;
    private long answers;
    private long othersAnswers;
    private long needed;
    private @Nullable Report half;
    private boolean rejected;

    /** A guard with what was counted here and elsewhere. */
    private static final class Watched {
        final Guard guard;
        final BettingTest test;
        final Judge judge;
        List<Long> own;
        List<Long> others;

        Watched(Guard guard) {
            this.guard = guard;
            this.test = guard.test();
            this.judge = guard.judge();
            this.own = test.none();
            this.others = test.none();
        }
    }

    /** An outcome that waits for one of the other version. */
    private record Report(Arm arm, boolean right) {}

    /** @param attention is run when a guard stops the rollout or the step has its answers; must be quick */
    Scoreboard(RolloutDocument document, String host, Runnable attention) {
        this.host = host;
        this.logLimit = Math.log(document.plan().limit());
        this.watched = document.plan().guards().stream().map(Watched::new).toList();
        this.attention = attention;
        HostCounts counts = document.hosts().get(host);
        if (counts != null) {
            tally = counts.tally();
            stage = counts.stage();
            answers = counts.answers();
            for (Watched each : watched) {
                each.own = counts.guards().getOrDefault(each.guard.name(), each.own);
            }
        }
        adopt(document);
    }

    /** Takes in where the rollout is and what other hosts have counted. */
    synchronized void adopt(RolloutDocument document) {
        if (stage != document.position().number()) {
            stage = document.position().number();
            answers = 0;
        }
        SortedMap<String, HostCounts> others = new TreeMap<>(document.hosts());
        others.remove(host);
        othersAnswers = others.values().stream()
                .filter(counts -> counts.stage() == stage)
                .mapToLong(HostCounts::answers)
                .sum();
        needed = document.step().map(Step::answers).orElse(0L);
        for (Watched each : watched) {
            each.others = others.values().stream()
                    .map(counts -> counts.guards().get(each.guard.name()))
                    .filter(java.util.Objects::nonNull)
                    .reduce(each.test.none(), HostCounts::sum);
        }
    }

    /** What is counted here, for the document. */
    synchronized HostCounts counts(long run, int told) {
        SortedMap<String, List<Long>> guards = new TreeMap<>();
        watched.forEach(each -> guards.put(each.guard.name(), each.own));
        return new HostCounts(run, stage, answers, told, tally, guards);
    }

    /** The place of a request that is shadowed. */
    synchronized @Nullable Slot both() {
        return slots.both();
    }

    /** The place of a request to one version. */
    synchronized @Nullable Slot one(Arm arm) {
        return slots.one(arm);
    }

    /** A request has ended. */
    synchronized void ended(@Nullable Slot slot, Arm arm, long inStage, Outcome outcome) {
        tally = tally.with(arm, outcome.failed());
        if (arm == Arm.CHALLENGER && inStage == stage) {
            answers++;
            if (answers + othersAnswers == needed) {
                attention.run();
            }
        }
        if (slot != null) {
            slots.fill(slot, arm, outcome, this::see);
        }
    }

    /** A request came to nothing that could be compared. */
    synchronized void cancelled(@Nullable Slot slot) {
        if (slot != null) {
            slots.cancel(slot, this::see);
        }
    }

    /** A request was not shadowed for want of room. */
    synchronized void dropped(@Nullable Slot slot) {
        tally = tally.plus(new Tally(0, 0, 0, 0, 1, 0));
        cancelled(slot);
    }

    private void see(Pair pair) {
        count(judge -> judge.judge(pair));
    }

    /** It became known whether answers to one request were right; those of one version alone are compared with the other's next. */
    synchronized void reported(Optional<Boolean> championRight, Optional<Boolean> challengerRight) {
        tally = tally.plus(new Tally(0, 0, 0, 0, 0, 1));
        if (championRight.isPresent() && challengerRight.isPresent()) {
            count(judge -> judge.judge(championRight.get(), challengerRight.get()));
            return;
        }
        Report report = championRight.isPresent()
                ? new Report(Arm.CHAMPION, championRight.get())
                : new Report(Arm.CHALLENGER, challengerRight.orElseThrow());
        Report waiting = half;
        if (waiting == null) {
            half = report;
        } else if (waiting.arm != report.arm) {
            half = null;
            boolean champion = waiting.arm == Arm.CHAMPION ? waiting.right : report.right;
            boolean challenger = waiting.arm == Arm.CHAMPION ? report.right : waiting.right;
            count(judge -> judge.judge(champion, challenger));
        }
    }

    private void count(Function<Judge, OptionalInt> judged) {
        for (Watched each : watched) {
            OptionalInt outcome = judged.apply(each.judge);
            if (outcome.isPresent()) {
                long[] counts = each.own.stream().mapToLong(Long::longValue).toArray();
                counts[outcome.getAsInt()]++;
                each.own = java.util.Arrays.stream(counts).boxed().toList();
                if (!rejected && each.test.logEValue(HostCounts.sum(each.own, each.others)) >= logLimit) {
                    rejected = true;
                    attention.run();
                }
            }
        }
    }

    /** Whether a guard has stopped the rollout. */
    synchronized boolean rejected() {
        return rejected;
    }
}
