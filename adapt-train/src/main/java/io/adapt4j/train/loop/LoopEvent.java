package io.adapt4j.train.loop;

import io.adapt4j.ContentHash;
import io.adapt4j.runtime.drift.Alarm;
import io.adapt4j.runtime.drift.test.Finding;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** Why an adapter may have to be trained again. */
public sealed interface LoopEvent {

    /** The kinds of events. */
    enum Kind {
        DRIFT,
        SCHEDULE,
        NEW_LABELS,
        BASE_UPDATE,
        MANUAL
    }

    Kind kind();

    /** In a sentence. */
    String reason();

    /** A person or a program. */
    String by();

    /** To the millisecond. */
    Instant at();

    /** A drift monitor has found something. */
    record DriftAlarm(String reason, String by, Instant at) implements LoopEvent {
        public DriftAlarm {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }

        /** The alarm of a monitor. */
        public static DriftAlarm of(String deployment, Alarm alarm, Instant at) {
            return new DriftAlarm(
                    "alarm " + alarm.number() + ": "
                            + alarm.findings().stream().map(Finding::test).collect(Collectors.joining(", ")),
                    "monitor of " + deployment,
                    at);
        }

        @Override
        public Kind kind() {
            return Kind.DRIFT;
        }
    }

    /** It is time. */
    record Schedule(String reason, String by, Instant at) implements LoopEvent {
        public Schedule {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }

        @Override
        public Kind kind() {
            return Kind.SCHEDULE;
        }
    }

    /** There are enough new labels. */
    record NewLabels(String reason, String by, Instant at) implements LoopEvent {
        public NewLabels {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }

        @Override
        public Kind kind() {
            return Kind.NEW_LABELS;
        }
    }

    /**
     * There is another base model.
     *
     * @param base its hash
     */
    record BaseUpdate(ContentHash base, String reason, String by, Instant at) implements LoopEvent {
        public BaseUpdate {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }

        @Override
        public Kind kind() {
            return Kind.BASE_UPDATE;
        }
    }

    /** Somebody wants it. */
    record Manual(String reason, String by, Instant at) implements LoopEvent {
        public Manual {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }

        @Override
        public Kind kind() {
            return Kind.MANUAL;
        }
    }
}
