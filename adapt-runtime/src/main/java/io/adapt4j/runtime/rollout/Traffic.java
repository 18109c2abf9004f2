package io.adapt4j.runtime.rollout;

import io.adapt4j.error.OverloadedException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.rollout.Routing.Target;
import io.adapt4j.runtime.rollout.Slots.Slot;
import io.adapt4j.runtime.rollout.guard.Outcome;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one rollout on one host. Where they go is one reference that is exchanged; a request that the exchange overtook, so
 * that it may have met another version than it was sent to, is made again.
 */
final class Traffic {
    private final AdapterHost host;
    private final String rollout;
    private final String idPrefix;
    private final Scoreboard board;
    private final Predictions predictions;
    private final Semaphore shadows;
    private final AtomicLong numbers = new AtomicLong();
    private volatile Routing routing;

    Traffic(
            AdapterHost host,
            String rollout,
            String idPrefix,
            Scoreboard board,
            RolloutOptions options,
            Routing first) {
        this.host = host;
        this.rollout = rollout;
        this.idPrefix = idPrefix;
        this.board = board;
        this.predictions = new Predictions(options.remembered());
        this.shadows = new Semaphore(options.shadows());
        this.routing = first;
    }

    AdapterHost host() {
        return host;
    }

    Predictions predictions() {
        return predictions;
    }

    Routing routing() {
        return routing;
    }

    void route(Routing next) {
        routing = next;
    }

    /** One request on its way to one version. */
    final class Trip {
        private final Routing sent;
        private final Target target;
        private final boolean counted;
        private final boolean fallback;
        private final boolean shadowed;
        private final long number;
        private final @Nullable Slot slot;
        private final long begin = System.nanoTime();

        private Trip(Routing sent, Target target, boolean counted, boolean fallback) {
            this.sent = sent;
            this.target = target;
            this.number = numbers.getAndIncrement();
            this.shadowed = counted && target.arm() == Arm.CHAMPION && sent.shadows(rollout, number);
            this.counted = counted;
            this.fallback = fallback;
            if (!counted) {
                slot = null;
            } else if (sent.shadow() > 0) {
                slot = shadowed ? board.both() : null;
            } else {
                slot = board.one(target.arm());
            }
        }

        String name() {
            return target.name();
        }

        boolean isTried() {
            return target.arm() == Arm.CHALLENGER && sent.canary() > 0;
        }

        /** Whether it is not known which version it met. */
        boolean isOvertaken() {
            return routing.swaps() != sent.swaps() && target == sent.usual();
        }

        /** Whether it may have failed because its version was taken away. */
        boolean isStale() {
            return routing != sent;
        }

        /** It is made again, or its caller has gone. */
        void drop() {
            board.cancelled(slot);
        }

        <A> RolloutAnswer<A> answered(A answer, String text) {
            Optional<String> id = sent.counts() && !fallback ? Optional.of(idPrefix + number) : Optional.empty();
            if (counted) {
                id.ifPresent(name -> predictions.add(name, target.arm(), answer));
                end(Outcome.answered(answer, System.nanoTime() - begin), text);
            }
            return new RolloutAnswer<>(answer, target.arm(), target.version(), id);
        }

        void failed(String text) {
            if (counted) {
                end(Outcome.failed(System.nanoTime() - begin), text);
            }
        }

        private void end(Outcome outcome, String text) {
            board.ended(slot, target.arm(), sent.stage(), outcome);
            if (shadowed) {
                shadow(text);
            }
        }

        @SuppressWarnings("FutureReturnValueIgnored") // a callback on a request that nobody waits for
        private void shadow(String text) {
            if (!shadows.tryAcquire()) {
                board.dropped(slot);
                return;
            }
            long asked = System.nanoTime();
            host.submit(sent.challenger().name(), text, Object.class).whenComplete((answer, error) -> {
                shadows.release();
                long nanos = System.nanoTime() - asked;
                if (error instanceof OverloadedException || (error != null && isStale())) {
                    board.dropped(slot);
                } else if (error != null) {
                    board.ended(slot, Arm.CHALLENGER, sent.stage(), Outcome.failed(nanos));
                } else {
                    predictions.addShadow(idPrefix + number, answer);
                    board.ended(slot, Arm.CHALLENGER, sent.stage(), Outcome.answered(answer, nanos));
                }
            });
        }
    }

    /** Sends a request of a key on its way. */
    Trip send(String key) {
        Routing now = routing;
        Target target = now.tries(rollout, key) ? now.challenger() : now.usual();
        return new Trip(now, target, now.counts(), false);
    }

    /** Sends a request on its way that the challenger has failed. */
    Trip sendAgain() {
        Routing now = routing;
        return new Trip(now, now.usual(), false, true);
    }
}
