package io.adapt4j.runtime.rollout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one host has counted; its own part of a rollout's document.
 *
 * @param run counts how often the host has joined the rollout, so that of two processes of one name the older one can tell
 * @param stage the number of the stage that {@code answers} belongs to
 * @param answers the challenger's answers in that stage
 * @param told how many of the rollout's events the host has told its listener, or left to others
 * @param tally what was counted in the whole rollout
 * @param guards by the guards' names, how often each outcome came
 */
public record HostCounts(
        long run, long stage, long answers, int told, Tally tally, SortedMap<String, List<Long>> guards) {
    public HostCounts {
        guards = Collections.unmodifiableSortedMap(new TreeMap<>(guards));
    }

    static HostCounts first() {
        return new HostCounts(1, 0, 0, 0, Tally.NONE, new TreeMap<>());
    }

    HostCounts joinedAgain() {
        return new HostCounts(run + 1, stage, answers, told, tally, guards);
    }

    HostCounts withTold(int events) {
        return new HostCounts(run, stage, answers, events, tally, guards);
    }

    /** The sums of counts, each of as many outcomes. */
    static List<Long> sum(List<Long> first, List<Long> second) {
        List<Long> sums = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            sums.add(first.get(i) + second.get(i));
        }
        return sums;
    }
}
