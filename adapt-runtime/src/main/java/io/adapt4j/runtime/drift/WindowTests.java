package io.adapt4j.runtime.drift;

import io.adapt4j.runtime.drift.sample.Mix;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.Summary;
import io.adapt4j.runtime.drift.test.DriftTest;
import io.adapt4j.runtime.drift.test.DriftTests;
import io.adapt4j.runtime.drift.test.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judges windows one after the other: all tests, their correction, and patience. */
final class WindowTests {
    private final DriftOptions options;
    private final Map<String, DriftTest> tests = new LinkedHashMap<>();
    /** Bits of the latest windows, the last one lowest, in which a test found drift. */
    private final Map<String, Long> history = new HashMap<>();

    private List<Finding> latest = List.of();
    private long windows;

    WindowTests(Reference reference, DriftOptions options) {
        this.options = options;
        options.tests().forEach(name -> tests.put(name, DriftTests.of(name, reference)));
    }

    /** What the tests say that found drift, if patience with at least one of them has ended; else nothing. */
    List<Finding> judge(Summary window) {
        long seed = Mix.of(options.shape().seed() ^ ++windows);
        double level = options.windowLevel();
        List<Finding> raw = new ArrayList<>();
        tests.forEach((name, test) -> test.test(window, level / tests.size(), Mix.of(seed ^ name.hashCode()))
                .ifPresent(raw::add));
        double[] adjusted = options.correction()
                .adjust(raw.stream().mapToDouble(Finding::pValue).toArray());
        latest = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            latest.add(raw.get(i).judged(adjusted[i], level));
        }
        return alarming();
    }

    private List<Finding> alarming() {
        history.replaceAll((name, bits) -> bits << 1);
        List<Finding> found = latest.stream()
                .filter(finding -> finding.adjusted() <= finding.threshold())
                .toList();
        long mask = -1L >>> (64 - options.patience().of());
        boolean ended = false;
        for (Finding finding : found) {
            long bits = history.merge(finding.test(), 1L, (a, b) -> a | b);
            ended |= Long.bitCount(bits & mask) >= options.patience().needed();
        }
        if (!ended) {
            return List.of();
        }
        // No window counts for two alarms, on which the rate of false alarms rests.
        history.clear();
        return found;
    }

    /** What all tests said of the latest window. */
    List<Finding> latest() {
        return latest;
    }

    /** Windows judged so far. */
    long windows() {
        return windows;
    }
}
