package io.adapt4j.train.loop;

import io.adapt4j.train.data.Replay;
import io.adapt4j.train.loop.retrain.Start;
import io.adapt4j.train.provenance.Rates;
import java.time.Duration;
import java.util.Optional;

/**
 * When a loop retrains and how. Immutable; setters return a changed copy.
 *
 * @param newLabels so many labels since the last run are an event; 0 for none
 * @param every so much time since the last such event is one; empty for none
 * @param minimumLabels a run waits until there are so many labels since the last one, unless the base was updated
 * @param heldOut the share of labelled texts that is never trained on but judged on, at least 0 and less than 1; a text decides by
 *     its content, so that the same one never comes on both sides
 * @param replay how old examples are mixed into new ones; empty for all of them
 * @param start what a training begins with
 * @param budget what retraining may take
 * @param quietHours when nothing begins
 * @param approval whether a person must approve of a candidate before its release
 * @param rates what time and energy cost
 * @param alias the alias that the adapter serves under
 */
public record LoopPolicy(
        long newLabels,
        Optional<Duration> every,
        long minimumLabels,
        double heldOut,
        Optional<Replay> replay,
        Start start,
        Budget budget,
        Optional<QuietHours> quietHours,
        boolean approval,
        Rates rates,
        String alias) {

    public LoopPolicy {
        if (newLabels < 0 || minimumLabels < 0) {
            throw new IllegalArgumentException("Numbers of labels are 0 or more, but were " + newLabels
                    + " for an event and " + minimumLabels + " for a run");
        }
        if (!(heldOut >= 0 && heldOut < 1)) {
            throw new IllegalArgumentException("The share that is held out is in [0, 1), but was " + heldOut);
        }
        every.filter(time -> time.isNegative() || time.isZero()).ifPresent(time -> {
            throw new IllegalArgumentException("A schedule has some time between two events, but was " + time);
        });
    }

    /**
     * Events from outside alone, one new label at least, a fifth held out, as many old examples as new ones, a warm start, no bounds, no
     * approval, the alias {@code champion}.
     */
    public static LoopPolicy defaults() {
        return new LoopPolicy(
                0,
                Optional.empty(),
                1,
                0.2,
                Optional.of(Replay.share(0.5)),
                Start.WARM,
                Budget.unlimited(),
                Optional.empty(),
                false,
                Rates.NONE,
                "champion");
    }

    public LoopPolicy withNewLabels(long labels) {
        return new LoopPolicy(
                labels, every, minimumLabels, heldOut, replay, start, budget, quietHours, approval, rates, alias);
    }

    public LoopPolicy withEvery(Duration time) {
        return new LoopPolicy(
                newLabels,
                Optional.of(time),
                minimumLabels,
                heldOut,
                replay,
                start,
                budget,
                quietHours,
                approval,
                rates,
                alias);
    }

    public LoopPolicy withMinimumLabels(long labels) {
        return new LoopPolicy(
                newLabels, every, labels, heldOut, replay, start, budget, quietHours, approval, rates, alias);
    }

    public LoopPolicy withHeldOut(double share) {
        return new LoopPolicy(
                newLabels, every, minimumLabels, share, replay, start, budget, quietHours, approval, rates, alias);
    }

    public LoopPolicy withReplay(Replay newReplay) {
        return new LoopPolicy(
                newLabels,
                every,
                minimumLabels,
                heldOut,
                Optional.of(newReplay),
                start,
                budget,
                quietHours,
                approval,
                rates,
                alias);
    }

    /** All old examples are learnt from again. */
    public LoopPolicy withoutReplay() {
        return new LoopPolicy(
                newLabels,
                every,
                minimumLabels,
                heldOut,
                Optional.empty(),
                start,
                budget,
                quietHours,
                approval,
                rates,
                alias);
    }

    public LoopPolicy withStart(Start newStart) {
        return new LoopPolicy(
                newLabels, every, minimumLabels, heldOut, replay, newStart, budget, quietHours, approval, rates, alias);
    }

    public LoopPolicy withBudget(Budget newBudget) {
        return new LoopPolicy(
                newLabels, every, minimumLabels, heldOut, replay, start, newBudget, quietHours, approval, rates, alias);
    }

    public LoopPolicy withQuietHours(QuietHours hours) {
        return new LoopPolicy(
                newLabels,
                every,
                minimumLabels,
                heldOut,
                replay,
                start,
                budget,
                Optional.of(hours),
                approval,
                rates,
                alias);
    }

    public LoopPolicy withApproval(boolean needed) {
        return new LoopPolicy(
                newLabels, every, minimumLabels, heldOut, replay, start, budget, quietHours, needed, rates, alias);
    }

    public LoopPolicy withRates(Rates newRates) {
        return new LoopPolicy(
                newLabels, every, minimumLabels, heldOut, replay, start, budget, quietHours, approval, newRates, alias);
    }

    public LoopPolicy withAlias(String newAlias) {
        return new LoopPolicy(
                newLabels, every, minimumLabels, heldOut, replay, start, budget, quietHours, approval, rates, newAlias);
    }
}
