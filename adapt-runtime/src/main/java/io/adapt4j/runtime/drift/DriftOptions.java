package io.adapt4j.runtime.drift;

import io.adapt4j.runtime.drift.outcome.ChangeDetector;
import io.adapt4j.runtime.drift.outcome.ChangeDetectors;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.runtime.drift.stat.Correction;
import io.adapt4j.runtime.drift.test.DriftTests;
import java.util.List;

/**
 * What is watched, and how often it may alarm falsely.
 *
 * @param window observations in a window
 * @param shape how much is remembered of a window, and of the reference
 * @param falseAlarms how many false alarms may be expected in 10,000 observations, and in as many outcomes, over all monitors
 * @param correction how the tests of a window share that
 * @param patience when a window's verdict becomes an alarm
 * @param tests names of tests, of {@link DriftTests#names}
 * @param detectors names of detectors of outcomes, of {@link ChangeDetectors#names}
 * @param samples whether alarms show some texts; the beginnings of texts are kept then
 * @param queue observations that may wait for the worker; further ones are dropped
 * @param origin the number of this host among those whose windows will be merged, in [0, 65535]
 */
public record DriftOptions(
        int window,
        Summary.Shape shape,
        double falseAlarms,
        Correction correction,
        Patience patience,
        List<String> tests,
        List<String> detectors,
        boolean samples,
        int queue,
        int origin) {

    public DriftOptions {
        tests = List.copyOf(tests);
        detectors = List.copyOf(detectors);
        if (window < 20 || queue < 1 || origin < 0 || origin > 0xffff || tests.isEmpty()) {
            throw new IllegalArgumentException(
                    "A window has at least 20 observations, the queue room for 1, origin is in [0, 65535], and"
                            + " there is a test; but they were " + window + ", " + queue + ", " + origin + " and "
                            + tests);
        }
        if (!(falseAlarms > 0) || falseAlarms >= 1 || level(falseAlarms, window, patience) >= 0.5) {
            throw new IllegalArgumentException(
                    "falseAlarms is above 0 and below 1, and small enough that a window's level is below 0.5;"
                            + " but it was " + falseAlarms + " for windows of " + window + " and patience " + patience);
        }
    }

    /** Windows of 1,000, of which 128 embeddings are kept; one false alarm expected in 100,000 observations; Holm's correction; no texts. */
    public static DriftOptions defaults() {
        return new DriftOptions(
                1_000,
                new Summary.Shape(1_000, 128, 0),
                0.1,
                Correction.HOLM,
                new Patience(1, 1),
                DriftTests.names(),
                ChangeDetectors.names(),
                false,
                1_024,
                0);
    }

    /**
     * The chance of a false verdict that one window may have. Each alarm takes {@code needed} windows with a verdict, which no other
     * alarm uses, so that windows may have one that much more often. Half of the false alarms is for the windows, half for
     * the detectors of outcomes.
     */
    public double windowLevel() {
        return level(falseAlarms, window, patience) / 2;
    }

    private static double level(double falseAlarms, int window, Patience patience) {
        return falseAlarms * window / ChangeDetector.PER * patience.needed();
    }

    /** The false alarms that may be expected of one detector in 10,000 outcomes. */
    public double detectorShare() {
        return falseAlarms / 2 / Math.max(1, detectors.size());
    }

    public DriftOptions withWindow(int observations) {
        return new DriftOptions(
                observations, shape, falseAlarms, correction, patience, tests, detectors, samples, queue, origin);
    }

    public DriftOptions withShape(Summary.Shape newShape) {
        return new DriftOptions(
                window, newShape, falseAlarms, correction, patience, tests, detectors, samples, queue, origin);
    }

    public DriftOptions withFalseAlarms(double per10000) {
        return new DriftOptions(
                window, shape, per10000, correction, patience, tests, detectors, samples, queue, origin);
    }

    public DriftOptions withCorrection(Correction newCorrection) {
        return new DriftOptions(
                window, shape, falseAlarms, newCorrection, patience, tests, detectors, samples, queue, origin);
    }

    public DriftOptions withPatience(int needed, int of) {
        return new DriftOptions(
                window,
                shape,
                falseAlarms,
                correction,
                new Patience(needed, of),
                tests,
                detectors,
                samples,
                queue,
                origin);
    }

    public DriftOptions withTests(List<String> names) {
        return new DriftOptions(
                window, shape, falseAlarms, correction, patience, names, detectors, samples, queue, origin);
    }

    public DriftOptions withDetectors(List<String> names) {
        return new DriftOptions(window, shape, falseAlarms, correction, patience, tests, names, samples, queue, origin);
    }

    public DriftOptions withSamples(boolean show) {
        return new DriftOptions(
                window, shape, falseAlarms, correction, patience, tests, detectors, show, queue, origin);
    }

    public DriftOptions withQueue(int observations) {
        return new DriftOptions(
                window, shape, falseAlarms, correction, patience, tests, detectors, samples, observations, origin);
    }

    public DriftOptions withOrigin(int host) {
        return new DriftOptions(
                window, shape, falseAlarms, correction, patience, tests, detectors, samples, queue, host);
    }
}
