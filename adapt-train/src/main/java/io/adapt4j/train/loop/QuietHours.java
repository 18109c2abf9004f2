package io.adapt4j.train.loop;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The part of each day in which no retraining and no release begins.
 *
 * @param zone of both times
 * @param from when they begin
 * @param to when they end, on the next day if it is not later than {@code from}
 */
public record QuietHours(ZoneId zone, LocalTime from, LocalTime to) {

    /** Whether a moment is in them. */
    public boolean contains(Instant moment) {
        LocalTime time = LocalTime.ofInstant(moment, zone);
        boolean begun = !time.isBefore(from);
        boolean over = !time.isBefore(to);
        return from.isBefore(to) ? begun && !over : begun || !over;
    }

    /** When the quiet hours that a moment is in are over. */
    public Instant end(Instant moment) {
        ZonedDateTime now = moment.atZone(zone);
        ZonedDateTime end = now.toLocalDate().atTime(to).atZone(zone);
        return (end.isAfter(now) ? end : now.toLocalDate().plusDays(1).atTime(to).atZone(zone)).toInstant();
    }
}
