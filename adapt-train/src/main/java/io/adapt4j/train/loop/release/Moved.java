package io.adapt4j.train.loop.release;

import io.adapt4j.registry.Alias;

/** Says that somebody else moved an alias. */
final class Moved {
    private Moved() {}

    static String since(long seen, Alias now) {
        return "the alias " + now + " was moved since the run began, from revision " + seen + " to " + now.revision()
                + now.change()
                        .map(change -> ", by " + change.by() + ": " + change.reason())
                        .orElse("");
    }
}
