package io.adapt4j.runtime.rollout;

import io.adapt4j.error.InvalidInputException;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.VersionId;

/**
 * What a rollout is about.
 *
 * @param deployment the name in the host, which is the rollout's name too
 * @param number counts the rollouts of that name
 * @param alias the name of the alias that promotion moves
 * @param revision the alias's revision when the rollout began; it is not moved from another
 * @param champion what it pointed at
 * @param challenger what it is to point at; another version of the same adapter
 */
public record RolloutSubject(
        String deployment, long number, String alias, long revision, VersionId champion, VersionId challenger) {

    public RolloutSubject {
        if (!champion.adapter().equals(challenger.adapter()) || champion.equals(challenger)) {
            throw new InvalidInputException("A rollout is between two versions of one adapter, but was given "
                    + champion + " and " + challenger);
        }
    }

    static RolloutSubject of(String deployment, long number, Alias champion, VersionId challenger) {
        return new RolloutSubject(
                deployment, number, champion.name(), champion.revision(), champion.required(), challenger);
    }

    /** A name that no other rollout has, {@code <deployment>-<number>}. */
    public String id() {
        return deployment + "-" + number;
    }
}
