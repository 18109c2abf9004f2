package io.adapt4j.runtime.rollout;

import java.util.List;

/**
 * What was counted in a rollout.
 *
 * @param champion requests that the champion answered or failed, but for those it answered in the challenger's place
 * @param championErrors how many of them failed
 * @param challenger requests that the challenger answered or failed, shadowed ones included
 * @param challengerErrors how many of them failed
 * @param dropped requests that should have been shadowed, but too many were under way
 * @param reports outcomes that were reported
 */
public record Tally(
        long champion, long championErrors, long challenger, long challengerErrors, long dropped, long reports) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);
    static final List<String> NAMES =
            List.of("champion", "championErrors", "challenger", "challengerErrors", "dropped", "reports");

    Tally plus(Tally other) {
        return new Tally(
                champion + other.champion,
                championErrors + other.championErrors,
                challenger + other.challenger,
                challengerErrors + other.challengerErrors,
                dropped + other.dropped,
                reports + other.reports);
    }

    List<Long> values() {
        return List.of(champion, championErrors, challenger, challengerErrors, dropped, reports);
    }

    static Tally of(List<Long> values) {
        return new Tally(values.get(0), values.get(1), values.get(2), values.get(3), values.get(4), values.get(5));
    }

    /** The same with a request that ended. */
    Tally with(Arm arm, boolean failed) {
        long error = failed ? 1 : 0;
        return plus(arm == Arm.CHAMPION ? new Tally(1, error, 0, 0, 0, 0) : new Tally(0, 0, 1, error, 0, 0));
    }
}
