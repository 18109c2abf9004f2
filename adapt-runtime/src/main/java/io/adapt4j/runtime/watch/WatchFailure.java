package io.adapt4j.runtime.watch;

import java.time.Instant;

/**
 * Something that has not worked since a moment.
 *
 * @param error what the last attempt ended with
 * @param since the first attempt that failed
 * @param attempts how many have failed since
 */
public record WatchFailure(String error, Instant since, int attempts) {
    static WatchFailure first(Throwable error) {
        return new WatchFailure(describe(error), Instant.now(), 1);
    }

    WatchFailure again(Throwable next) {
        return new WatchFailure(describe(next), since, attempts + 1);
    }

    private static String describe(Throwable error) {
        return error.getClass().getSimpleName() + ": " + error.getMessage();
    }
}
