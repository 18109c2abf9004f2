package io.adapt4j.examples.drift;

import io.adapt4j.runtime.drift.Alarm;
import io.adapt4j.runtime.drift.DriftOptions;
import io.adapt4j.runtime.drift.DriftWatch;
import io.adapt4j.runtime.drift.sample.Observation;
import io.adapt4j.runtime.drift.sample.ReferenceBuilder;
import io.adapt4j.runtime.drift.test.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs a watch over a stream and notes for each test, as if it were alone, and for all together, when it found drift. */
final class WindowTrial {
    /** The name for all tests together, with their correction. */
    static final String ALL = "all together";

    private final Map<String, Integer> falseAlarms = new TreeMap<>();
    private final Map<String, Integer> delays = new HashMap<>();
    /** Of each test: p-values, window by window. */
    private final Map<String, List<Double>> pValues = new TreeMap<>();

    private final List<Alarm> alarms = new ArrayList<>();

    private WindowTrial() {}

    static WindowTrial run(Stream stream, DriftOptions options, long unknownToken) {
        ReferenceBuilder builder = new ReferenceBuilder(options.shape(), options.window(), unknownToken);
        stream.reference().forEach(builder::add);
        DriftWatch watch = new DriftWatch(builder.build(), options);
        WindowTrial trial = new WindowTrial();
        trial.feed(watch, stream.calm(), false);
        trial.feed(watch, stream.changed(), true);
        return trial;
    }

    private void feed(DriftWatch watch, List<Observation> observations, boolean changed) {
        long windows = watch.windows();
        for (int i = 0; i < observations.size(); i++) {
            watch.add(observations.get(i)).ifPresent(alarm -> {
                if (changed) {
                    alarms.add(alarm);
                }
            });
            if (watch.windows() > windows) {
                windows = watch.windows();
                note(watch, i + 1, changed);
            }
        }
    }

    private void note(DriftWatch watch, int observations, boolean changed) {
        boolean any = false;
        for (Finding finding : watch.latest()) {
            pValues.computeIfAbsent(finding.test(), key -> new ArrayList<>()).add(finding.pValue());
            any |= finding.adjusted() <= finding.threshold();
            if (finding.pValue() <= watch.options().windowLevel()) {
                found(finding.test(), observations, changed);
            }
        }
        if (any) {
            found(ALL, observations, changed);
        }
    }

    private void found(String test, int observations, boolean changed) {
        if (changed) {
            delays.putIfAbsent(test, observations);
        } else {
            falseAlarms.merge(test, 1, Integer::sum);
        }
    }

    int falseAlarms(String test) {
        return falseAlarms.getOrDefault(test, 0);
    }

    /** Observations from the change to where the test found it; -1 if it did not. */
    int delay(String test) {
        return delays.getOrDefault(test, -1);
    }

    Map<String, List<Double>> pValues() {
        return pValues;
    }

    /** Those after the change. */
    List<Alarm> alarms() {
        return alarms;
    }
}
