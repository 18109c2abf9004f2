package io.adapt4j.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.runtime.rollout.Slots.Slot;
import io.adapt4j.runtime.rollout.guard.LatencyGuard;
import io.adapt4j.runtime.rollout.guard.Outcome;
import io.adapt4j.runtime.rollout.guard.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScoreboardTest extends RolloutFixture {
    private static final Outcome OK = Outcome.answered("yes", 100);
    private final AtomicInteger called = new AtomicInteger();

    private Scoreboard board(RolloutPlan plan) {
        RolloutSubject subject = RolloutSubject.of(NAME, 1, alias(), saying("no"));
        return new Scoreboard(RolloutDocument.start(subject, plan, ANN, "a"), "a", called::incrementAndGet);
    }

    private static void request(Scoreboard board, Arm arm, Outcome outcome) {
        board.ended(board.one(arm), arm, 1, outcome);
    }

    @Test
    void slots_requestsOfBothArms_arePairedAsTheyArriveAndGivenOutInOrder() {
        Slots slots = new Slots();
        List<Pair> pairs = new ArrayList<>();
        Slot first = Objects.requireNonNull(slots.one(Arm.CHAMPION));
        assertThat(slots.one(Arm.CHAMPION))
                .as("the second champion has no place")
                .isNull();
        assertThat(slots.one(Arm.CHALLENGER)).isSameAs(first);
        Slot second = Objects.requireNonNull(slots.one(Arm.CHALLENGER));
        assertThat(slots.one(Arm.CHAMPION)).isSameAs(second);
        slots.fill(second, Arm.CHAMPION, OK, pairs::add);
        slots.fill(second, Arm.CHALLENGER, Outcome.failed(2), pairs::add);
        slots.fill(first, Arm.CHALLENGER, OK, pairs::add);
        assertThat(pairs).as("the first is not complete").isEmpty();
        slots.fill(first, Arm.CHAMPION, OK, pairs::add);

        assertThat(pairs).containsExactly(new Pair(OK, OK, false), new Pair(OK, Outcome.failed(2), false));
    }

    @Test
    void slots_cancelled_holdUpNothing() {
        Slots slots = new Slots();
        List<Pair> pairs = new ArrayList<>();
        Slot half = Objects.requireNonNull(slots.one(Arm.CHAMPION));
        Slot both = Objects.requireNonNull(slots.both());
        slots.fill(both, Arm.CHAMPION, OK, pairs::add);
        slots.fill(both, Arm.CHALLENGER, OK, pairs::add);
        slots.cancel(half, pairs::add);

        assertThat(pairs).containsExactly(new Pair(OK, OK, true));
        assertThat(slots.one(Arm.CHALLENGER)).isNotSameAs(half);
    }

    @Test
    void slots_requestsThatNeverEnd_areBounded() {
        Slots slots = new Slots();
        int places = 0;
        while (slots.both() != null) {
            places++;
        }

        assertThat(places).isEqualTo(4_096);
    }

    @Test
    void ended_stepHasItsAnswers_callsOnce() {
        Scoreboard board = board(RolloutPlan.canary(0.5, 3));
        for (int i = 0; i < 5; i++) {
            request(board, Arm.CHAMPION, OK);
            request(board, Arm.CHALLENGER, OK);
        }
        board.ended(null, Arm.CHALLENGER, 0, OK);

        assertThat(called).hasValue(1);
        assertThat(board.counts(1, 0).answers()).as("those of this step").isEqualTo(5);
    }

    @Test
    void latency_challengerTwiceAsSlow_isRejected() {
        Scoreboard same = board(RolloutPlan.canary(0.5, 100_000).withLatency(0.95, 1.2, 0.02));
        Scoreboard slower = board(RolloutPlan.canary(0.5, 100_000).withLatency(0.95, 1.2, 0.02));
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
            long champion = (long) (1e6 * Math.exp(random.nextGaussian() / 3));
            long challenger = (long) (1e6 * Math.exp(random.nextGaussian() / 3));
            for (Scoreboard board : List.of(same, slower)) {
                request(board, Arm.CHAMPION, Outcome.answered("yes", champion));
                request(board, Arm.CHALLENGER, Outcome.answered("yes", challenger * (board == same ? 1 : 2)));
            }
        }

        assertThat(same.rejected()).isFalse();
        assertThat(slower.rejected()).isTrue();
        assertThat(same.counts(1, 0).guards().get("latency").stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(400 - LatencyGuard.LEARNT);
    }

    @Test
    void reported_outcomesOfBothArms_areComparedInTurn() {
        Scoreboard board = board(RolloutPlan.canary(0.5, 100_000).withAccuracy(0));
        board.reported(Optional.of(true), Optional.empty());
        board.reported(Optional.of(false), Optional.empty());
        board.reported(Optional.empty(), Optional.of(false));
        board.reported(Optional.empty(), Optional.of(true));
        board.reported(Optional.of(false), Optional.empty());
        board.reported(Optional.of(true), Optional.of(true));

        assertThat(board.counts(1, 0).guards().get("accuracy")).containsExactly(1L, 1L, 1L);
        assertThat(board.counts(1, 0).tally().reports()).isEqualTo(6);
    }

    /** In how many rollouts a guard stops a challenger that is as good, while everything is looked at all the time. */
    @Test
    void rejected_challengerIsAsGood_isRarerThanTheFalseAlarms() {
        RolloutPlan plan = RolloutPlan.canary(0.1, 100_000)
                .withErrorRate(0)
                .withAccuracy(0)
                .withLatency(0.9, 1, 0.01)
                .withFalseAlarms(0.1);
        int rollouts = Integer.getInteger("adapt4j.runs", 60);
        int stopped = 0;
        Random random = new Random(17);
        RolloutSubject subject = RolloutSubject.of(NAME, 1, alias(), saying("no"));
        RolloutDocument document = RolloutDocument.start(subject, plan, ANN, "a");
        for (int i = 0; i < rollouts; i++) {
            Scoreboard board = new Scoreboard(document, "a", () -> {});
            for (int request = 0; request < 1_500 && !board.rejected(); request++) {
                Arm arm = random.nextDouble() < 0.1 ? Arm.CHALLENGER : Arm.CHAMPION;
                long nanos = (long) (1e6 * Math.exp(random.nextGaussian()));
                request(
                        board,
                        arm,
                        random.nextDouble() < 0.05 ? Outcome.failed(nanos) : Outcome.answered("yes", nanos));
                Optional<Boolean> right = Optional.of(random.nextDouble() < 0.8);
                board.reported(
                        arm == Arm.CHAMPION ? right : Optional.empty(),
                        arm == Arm.CHALLENGER ? right : Optional.empty());
            }
            stopped += board.rejected() ? 1 : 0;
        }

        assertThat(stopped)
                .isLessThanOrEqualTo(org.apache.commons.statistics.distribution.BinomialDistribution.of(rollouts, 0.1)
                        .inverseCumulativeProbability(0.999));
    }
}
