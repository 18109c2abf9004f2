package io.adapt4j.runtime.rollout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The answers whose outcomes may yet be reported; the oldest is forgotten for a new one. Safe for use by many threads. */
final class Predictions {
    private final int most;
    private final Map<String, Given> waiting = new LinkedHashMap<>();

    Predictions(int most) {
        this.most = most;
    }

    private record Given(Optional<Object> champion, Optional<Object> challenger) {}

    /** What became of an answer, or of both to one request. */
    record Known(Optional<Boolean> championRight, Optional<Boolean> challengerRight) {}

    synchronized void add(String id, Arm arm, Object answer) {
        waiting.put(
                id,
                arm == Arm.CHAMPION
                        ? new Given(Optional.of(answer), Optional.empty())
                        : new Given(Optional.empty(), Optional.of(answer)));
        if (waiting.size() > most) {
            waiting.remove(waiting.keySet().iterator().next());
        }
    }

    /** Adds what the challenger said beside the champion, if that is still waiting. */
    synchronized void addShadow(String id, Object answer) {
        waiting.computeIfPresent(id, (key, given) -> new Given(given.champion, Optional.of(answer)));
    }

    /** Judges an answer that was waiting, and forgets it. */
    Optional<Known> report(String id, Predicate<Object> right) {
        @Nullable Given given;
        synchronized (this) {
            given = waiting.remove(id);
        }
        return Optional.ofNullable(given)
                .map(found -> new Known(found.champion.map(right::test), found.challenger.map(right::test)));
    }
}
