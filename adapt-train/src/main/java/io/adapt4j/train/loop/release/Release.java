package io.adapt4j.train.loop.release;

import io.adapt4j.runtime.rollout.RolloutPlan;
import io.adapt4j.runtime.rollout.Rollouts;

/**
 * Brings a candidate into service. It keeps what it must know in the registry, so that both methods may be called again, by another
 * process too, with the same request: nothing is done twice.
 */
public interface Release {

    /** Begins, or goes on with what is due; says how far it is. */
    ReleaseStatus advance(ReleaseRequest request);

    /** Ends a release that may have begun. Says promoted if it had ended so already, and running if it cannot be ended just now. */
    ReleaseStatus abort(ReleaseRequest request, String reason);

    /** Promotes at once, unless the alias was moved since the run began. */
    static Release direct() {
        return new DirectRelease();
    }

    /**
     * Lets the candidate meet live traffic step by step. The requests must go through {@link Rollouts#answer} or {@link Rollouts#submit}.
     *
     * @param rollouts of the host in the loop's process; other hosts take part by {@link Rollouts#resume}
     * @param deployment the name in the host
     */
    static Release rollout(Rollouts rollouts, String deployment, RolloutPlan plan) {
        return new RolloutRelease(rollouts, deployment, plan);
    }
}
