package io.adapt4j.runtime.rollout;

import com.google.common.hash.Hashing;
import io.adapt4j.registry.VersionId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where requests go, at one moment.
 *
 * @param usual where they go unless the challenger is tried
 * @param challenger where tried ones go
 * @param canary the share of keys that the challenger answers
 * @param shadow the share of requests that it is asked too
 * @param stage the number of the stage
 * @param counts whether what comes of it is counted
 * @param swaps counts how often what answers under the deployment's name is replaced, before it is
 */
record Routing(Target usual, Target challenger, double canary, double shadow, long stage, boolean counts, int swaps) {

    /** A name in the host; the version is empty where it may be any. */
    record Target(String name, Arm arm, Optional<VersionId> version) {}

    /** Everything to the champion, until the rollout's stage has been looked at. */
    static Routing before(Arms arms, RolloutSubject subject) {
        return new Routing(
                new Target(arms.championName(), Arm.CHAMPION, Optional.of(subject.champion())),
                new Target(arms.challengerName(), Arm.CHALLENGER, Optional.of(subject.challenger())),
                0,
                0,
                0,
                false,
                0);
    }

    /** The place of a key in [0, 1), which is the same on every host and after every restart. */
    static double place(String rollout, String key) {
        long hash = Hashing.murmur3_128()
                .hashString(rollout + "\n" + key, StandardCharsets.UTF_8)
                .asLong();
        return (hash >>> 11) * 0x1p-53;
    }

    /** Whether the challenger answers a key; once it does, it does in every step with a larger fraction. */
    boolean tries(String rollout, String key) {
        return canary > 0 && place(rollout, key) < canary;
    }

    /** Whether the request of a number is shadowed. */
    boolean shadows(String rollout, long number) {
        return shadow > 0 && place(rollout, Long.toString(number)) < shadow;
    }
}
