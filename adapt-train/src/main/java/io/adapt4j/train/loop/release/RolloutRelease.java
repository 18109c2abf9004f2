package io.adapt4j.train.loop.release;

import io.adapt4j.error.ConflictException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.runtime.rollout.Rollout;
import io.adapt4j.runtime.rollout.RolloutDocument;
import io.adapt4j.runtime.rollout.RolloutPlan;
import io.adapt4j.runtime.rollout.RolloutSubject;
import io.adapt4j.runtime.rollout.Rollouts;
import io.adapt4j.runtime.rollout.Stage;
import java.util.Optional;

/**
 * A release by a rollout, with a shadow stage and canary steps. Where nothing serves yet, there is nothing to compare with, and the candidate is
 * promoted at once. A candidate that a rollout from the same revision of the alias has stopped before is stopped for the same reason.
 */
final class RolloutRelease implements Release {
    private final Rollouts rollouts;
    private final String deployment;
    private final RolloutPlan plan;

    RolloutRelease(Rollouts rollouts, String deployment, RolloutPlan plan) {
        this.rollouts = rollouts;
        this.deployment = deployment;
        this.plan = plan;
    }

    @Override
    public ReleaseStatus advance(ReleaseRequest request) {
        if (request.champion().isEmpty()) {
            return Release.direct().advance(request);
        }
        Optional<Rollout> rollout = rollouts.resume(deployment);
        try {
            if (rollout.isPresent() && isOf(request, rollout.get())) {
                return status(rollout.get().update());
            }
            if (rollout.isPresent() && !rollout.get().stage().ended()) {
                return ReleaseStatus.running(
                        "the end of the rollout " + rollout.get().document().subject().id());
            }
            return start(request);
        } catch (ConflictException e) {
            return ReleaseStatus.running(String.valueOf(e.getMessage()));
        }
    }

    private ReleaseStatus start(ReleaseRequest request) {
        Alias now = request.now();
        if (now.revision() != request.seen()) {
            return request.isDone(now)
                    ? ReleaseStatus.promoted("somebody has promoted it")
                    : ReleaseStatus.stopped(Moved.since(request.seen(), now));
        }
        return status(rollouts.start(deployment, now, request.challenger(), plan, request.change())
                .document());
    }

    private static boolean isOf(ReleaseRequest request, Rollout rollout) {
        RolloutSubject subject = rollout.document().subject();
        return subject.challenger().equals(request.challenger())
                && subject.revision() == request.seen()
                && subject.alias().equals(request.alias());
    }

    private static ReleaseStatus status(RolloutDocument document) {
        String id = "rollout " + document.subject().id();
        Change last = document.last().change();
        String reason = id + ": " + last.reason();
        return switch (document.stage()) {
            case PROMOTED -> ReleaseStatus.promoted(reason);
            case ABORTED, ROLLED_BACK -> ReleaseStatus.stopped(reason);
            default -> ReleaseStatus.running(
                    id + " in " + document.stage().name().toLowerCase(java.util.Locale.ROOT) + " since "
                            + document.position().entered());
        };
    }

    @Override
    public ReleaseStatus abort(ReleaseRequest request, String reason) {
        Optional<Rollout> rollout =
                rollouts.resume(deployment).filter(found -> isOf(request, found));
        if (rollout.isEmpty()) {
            return Release.direct().abort(request, reason);
        }
        RolloutDocument document = rollout.get().update();
        if (document.stage() == Stage.PROMOTING || document.stage() == Stage.ROLLING_BACK) {
            return status(document);
        }
        try {
            return status(
                    document.stage().tests()
                            ? rollout.get()
                                    .abort(new Change(
                                            request.change().by(), reason, request.change().at()))
                            : document);
        } catch (ConflictException | RegistryException e) { // it has got on meanwhile
            return status(rollout.get().update());
        }
    }
}
