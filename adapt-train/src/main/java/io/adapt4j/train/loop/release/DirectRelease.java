package io.adapt4j.train.loop.release;

import io.adapt4j.error.ConflictException;
import io.adapt4j.registry.Alias;

/** A release in one step. */
final class DirectRelease implements Release {

    @Override
    public ReleaseStatus advance(ReleaseRequest request) {
        Alias now = request.now();
        if (now.revision() == request.seen()) {
            try {
                now = request.registry().move(now, request.challenger(), request.change());
            } catch (ConflictException e) {
                now = request.now();
            }
        }
        return request.isDone(now)
                ? ReleaseStatus.promoted("promoted without a rollout")
                : ReleaseStatus.stopped(Moved.since(request.seen(), now));
    }

    @Override
    public ReleaseStatus abort(ReleaseRequest request, String reason) {
        return request.isDone(request.now())
                ? ReleaseStatus.promoted("had been promoted before")
                : ReleaseStatus.stopped(reason);
    }
}
