package io.adapt4j.runtime.rollout;

import io.adapt4j.error.InvalidInputException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Pattern;

/**
 * How a host takes part in rollouts.
 *
 * @param host its name, which no other host that uses the registry has; letters, digits, dots, hyphens and underscores
 * @param interval how often it looks at the registry and saves what it has counted; what was counted since is lost with the process
 * @param shadows how many shadowed requests may be under way; further ones are dropped and counted
 * @param remembered how many answers wait for their outcomes; the oldest is forgotten for a new one
 * @param clock tells the time
 */
public record RolloutOptions(String host, Duration interval, int shadows, int remembered, InstantSource clock) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public RolloutOptions {
        if (!NAME.matcher(host).matches()) {
            throw new InvalidInputException(
                    "A host's name is of 1 to 64 letters, digits, dots, hyphens and underscores, but was \"" + host
                            + "\"");
        }
        if (interval.toMillis() < 1 || shadows < 0 || remembered < 0) {
            throw new InvalidInputException(
                    "The interval is at least a millisecond, shadows and remembered are at least 0, but they were "
                            + interval + ", " + shadows + " and " + remembered);
        }
    }

    /** A host of a name; half a second, 64 shadowed requests, 10,000 answers, the system's clock. */
    public static RolloutOptions of(String host) {
        return new RolloutOptions(host, Duration.ofMillis(500), 64, 10_000, InstantSource.system());
    }

    public RolloutOptions withInterval(Duration newInterval) {
        return new RolloutOptions(host, newInterval, shadows, remembered, clock);
    }

    public RolloutOptions withShadows(int most) {
        return new RolloutOptions(host, interval, most, remembered, clock);
    }

    public RolloutOptions withRemembered(int most) {
        return new RolloutOptions(host, interval, shadows, most, clock);
    }

    public RolloutOptions withClock(InstantSource newClock) {
        return new RolloutOptions(host, interval, shadows, remembered, newClock);
    }
}
