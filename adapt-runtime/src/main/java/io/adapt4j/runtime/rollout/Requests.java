package io.adapt4j.runtime.rollout;

import io.adapt4j.error.DeadlineExceededException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests during a rollout. Where the challenger fails one, the champion answers it.
 *
 * @param <A> what the answers are
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks on a future that the caller gets
final class Requests<A> {
    private final Traffic traffic;
    private final String key;
    private final String text;
    private final Class<A> type;

    Requests(Traffic traffic, String key, String text, Class<A> type) {
        this.traffic = traffic;
        this.key = key;
        this.text = text;
        this.type = type;
    }

    /** On the calling thread. */
    RolloutAnswer<A> answer() {
        Traffic.Trip trip = traffic.send(key);
        while (true) {
            A answer;
            try {
                answer = traffic.host().answer(trip.name(), text, type);
            } catch (RuntimeException e) { // the adapter's tokenizer is foreign code
                if (trip.isStale()) {
                    trip.drop();
                    trip = traffic.send(key);
                } else if (trip.isTried()) {
                    trip.failed(text);
                    trip = traffic.sendAgain();
                } else {
                    trip.failed(text);
                    throw e;
                }
                continue;
            } catch (Error e) {
                trip.drop();
                throw e;
            }
            if (!trip.isOvertaken()) {
                return trip.answered(answer, text);
            }
            trip.drop();
            trip = traffic.send(key);
        }
    }

    /** In batches with others. */
    CompletableFuture<RolloutAnswer<A>> submit(Optional<Duration> deadline) {
        CompletableFuture<RolloutAnswer<A>> result = new CompletableFuture<>();
        long begin = System.nanoTime();
        go(traffic.send(key), result, deadline.map(limit -> begin + limit.toNanos()));
        return result;
    }

    private void go(Traffic.Trip trip, CompletableFuture<RolloutAnswer<A>> result, Optional<Long> end) {
        CompletableFuture<A> answer = ask(trip, end);
        if (trip.isOvertaken()) { // by now it has met its version
            answer.cancel(false);
            trip.drop();
            go(traffic.send(key), result, end);
            return;
        }
        result.whenComplete((value, error) -> answer.cancel(false));
        answer.whenComplete((value, error) -> {
            if (error == null) {
                result.complete(trip.answered(value, text));
            } else {
                failed(trip, error, result, end);
            }
        });
    }

    private CompletableFuture<A> ask(Traffic.Trip trip, Optional<Long> end) {
        if (end.isEmpty()) {
            return traffic.host().submit(trip.name(), text, type);
        }
        long left = end.get() - System.nanoTime();
        return left > 0
                ? traffic.host().submit(trip.name(), text, type, Duration.ofNanos(left))
                : CompletableFuture.failedFuture(
                        new DeadlineExceededException("The challenger took all of the request's time"));
    }

    private void failed(
            Traffic.Trip trip,
            @Nullable Throwable error,
            CompletableFuture<RolloutAnswer<A>> result,
            Optional<Long> end) {
        if (result.isDone()) {
            trip.drop();
        } else if (trip.isStale()) {
            trip.drop();
            go(traffic.send(key), result, end);
        } else if (trip.isTried()) {
            trip.failed(text);
            go(traffic.sendAgain(), result, end);
        } else {
            trip.failed(text);
            result.completeExceptionally(error);
        }
    }
}
