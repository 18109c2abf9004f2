package io.adapt4j.examples.drift;

import io.adapt4j.runtime.drift.outcome.ChangeDetector;
import io.adapt4j.runtime.drift.outcome.ChangeDetectors;
import java.util.SplittableRandom;

/** Runs a detector of outcomes over streams of errors at random. */
final class OutcomeTrial {
    private static final double NORMAL = 0.1;
    private static final int BEFORE = 2_000;
    private static final int AFTER = 5_000;

    private OutcomeTrial() {}

    /** How it did without a change, and with error rates that rise from 10%. */
    static Tally run(String name, double falseAlarms, double risen, int calm, int streams) {
        Tally tally = new Tally(name, "errors from 10% to " + Math.round(100 * risen) + "%", falseAlarms);
        SplittableRandom random = new SplittableRandom(11);
        if (calm > 0) {
            ChangeDetector detector = ChangeDetectors.of(name, NORMAL, falseAlarms, 1);
            tally.addCalm(calm, alarms(detector, NORMAL, calm, random));
        }
        for (int stream = 0; stream < streams; stream++) {
            ChangeDetector detector = ChangeDetectors.of(name, NORMAL, falseAlarms, 1);
            alarms(detector, NORMAL, BEFORE, random);
            tally.addDelay(delay(detector, risen, random));
        }
        return tally;
    }

    private static int alarms(ChangeDetector detector, double rate, int outcomes, SplittableRandom random) {
        int alarms = 0;
        for (int i = 0; i < outcomes; i++) {
            alarms += detector.add(random.nextDouble() < rate) ? 1 : 0;
        }
        return alarms;
    }

    private static int delay(ChangeDetector detector, double rate, SplittableRandom random) {
        for (int i = 1; i <= AFTER; i++) {
            if (detector.add(random.nextDouble() < rate)) {
                return i;
            }
        }
        return -1;
    }
}
