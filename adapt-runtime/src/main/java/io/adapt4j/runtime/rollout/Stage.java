package io.adapt4j.runtime.rollout;

/** How far a rollout is. */
public enum Stage {
    /** The challenger answers copies of requests beside the champion; its answers are compared and given to nobody. */
    SHADOW,
    /** The challenger answers a share of the requests. */
    CANARY,
    /** The challenger has passed and answers all requests; the alias is being moved. */
    PROMOTING,
    /** The alias points at the challenger. An end, from which it can still be rolled back. */
    PROMOTED,
    /** The alias is being moved back. */
    ROLLING_BACK,
    /** The champion answers all requests again, because somebody wanted it. An end. */
    ROLLED_BACK,
    /** The champion answers all requests again, because a guard or somebody stopped the challenger. An end. */
    ABORTED;

    /** Whether guards watch, and it goes on to the next stage by itself. */
    public boolean tests() {
        return this == SHADOW || this == CANARY;
    }

    /** Whether nothing happens any more by itself. */
    public boolean ended() {
        return this == PROMOTED || this == ROLLED_BACK || this == ABORTED;
    }
}
