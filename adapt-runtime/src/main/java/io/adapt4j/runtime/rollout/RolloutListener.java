package io.adapt4j.runtime.rollout;

/**
 * Is told what happens to a rollout, by the host that decided it, once it is in the registry. What a host had no time to tell before it died,
 * it tells when it {@linkplain Rollouts#resume resumes} the rollout, so that an event may come twice, with the same number.
 */
@FunctionalInterface
public interface RolloutListener {
    /** Does nothing. */
    RolloutListener NONE = (rollout, event) -> {};

    /**
     * Something has happened. A {@link io.adapt4j.error.StorageException} has it told again later; anything else that is thrown is logged.
     *
     * @param rollout as it is after the event, or later
     */
    void onEvent(RolloutDocument rollout, RolloutEvent event);

    /** Tells this one and then another. */
    default RolloutListener and(RolloutListener other) {
        return (rollout, event) -> {
            onEvent(rollout, event);
            other.onEvent(rollout, event);
        };
    }
}
