package io.adapt4j.runtime.rollout.guard;

import java.util.Optional;

/**
 * How a request to one of both versions ended.
 *
 * @param answer empty when it failed
 * @param nanos from the request to its end, waiting included
 */
public record Outcome(Optional<Object> answer, long nanos) {
    public static Outcome answered(Object answer, long nanos) {
        return new Outcome(Optional.of(answer), nanos);
    }

    public static Outcome failed(long nanos) {
        return new Outcome(Optional.empty(), nanos);
    }

    public boolean failed() {
        return answer.isEmpty();
    }
}
