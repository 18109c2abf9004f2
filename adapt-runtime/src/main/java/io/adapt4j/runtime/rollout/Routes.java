package io.adapt4j.runtime.rollout;

import io.adapt4j.runtime.rollout.Routing.Target;
import java.util.Optional;

/** Makes the routing that a document asks for, in the place of the one that is in use. */
record Routes(Arms arms, Traffic traffic) {
    /** The routing of a stage that tests. */
    Routing testing(RolloutDocument document) {
        double fraction = document.step().orElseThrow().fraction();
        boolean shadow = document.stage() == Stage.SHADOW;
        return routing(document, champion(document), shadow ? 0 : fraction, shadow ? fraction : 0, true, 0);
    }

    /** Everything to the champion, while it is yet to be recorded that the challenger is stopped. */
    Routing stopped(RolloutDocument document) {
        return routing(document, champion(document), 0, 0, true, 0);
    }

    /** Everything to the challenger's own name, while another version is deployed under the deployment's. */
    Routing allToChallenger(RolloutDocument document) {
        return routing(document, challenger(document), 0, 0, false, 1);
    }

    /** Everything to the deployment's name, under which others may deploy from now on. */
    Routing ended(RolloutDocument document) {
        Arm arm = document.stage() == Stage.PROMOTED ? Arm.CHALLENGER : Arm.CHAMPION;
        return routing(document, new Target(arms.championName(), arm, Optional.empty()), 0, 0, false, 0);
    }

    private Routing routing(
            RolloutDocument document, Target usual, double canary, double shadow, boolean counts, int swaps) {
        return new Routing(
                usual,
                challenger(document),
                canary,
                shadow,
                document.position().number(),
                counts,
                traffic.routing().swaps() + swaps);
    }

    private Target champion(RolloutDocument document) {
        return new Target(
                arms.championName(),
                Arm.CHAMPION,
                Optional.of(document.subject().champion()));
    }

    private Target challenger(RolloutDocument document) {
        return new Target(
                arms.challengerName(),
                Arm.CHALLENGER,
                Optional.of(document.subject().challenger()));
    }
}
