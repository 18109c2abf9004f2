package io.adapt4j.examples.lifecycle;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The time of the mail that is replayed. */
final class SimulatedClock implements InstantSource {
    private volatile Instant now = Instant.EPOCH;

    void set(LocalDate day, int hour) {
        now = day.atTime(hour, 0).toInstant(ZoneOffset.UTC);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
