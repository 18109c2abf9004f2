package io.adapt4j.train.gate;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The table of criteria and slicings, by the name under which a gate that is written down has them. */
public final class Criteria {
    private static final SortedMap<String, Class<? extends Record>> KINDS = new TreeMap<>();

    static {
        KINDS.put("threshold", Threshold.class);
        KINDS.put("no-worse", NoWorse.class);
        KINDS.put("better", Better.class);
        KINDS.put("each-slice", EachSlice.class);
        KINDS.put("invariance", Invariance.class);
        KINDS.put("golden", Golden.class);
        KINDS.put("unchanged", Unchanged.class);
        KINDS.put("calibration", Calibration.class);
        KINDS.put("latency", Latency.class);
        KINDS.put("latency-ratio", LatencyRatio.class);
        KINDS.put("agreement", Agreement.class);
        KINDS.put("agreement-by-answer", AgreementByAnswer.class);
        KINDS.put("retained-gain", RetainedGain.class);
        KINDS.put("size", Size.class);
        KINDS.put("by-label", ByLabel.class);
        KINDS.put("by-pattern", ByPattern.class);
        KINDS.put("by-length", ByLength.class);
        KINDS.put("by-key", ByKey.class);
    }

    private Criteria() {}

    /** The records that are criteria and slicings, by their names. */
    public static SortedMap<String, Class<? extends Record>> kinds() {
        return Collections.unmodifiableSortedMap(KINDS);
    }

    /** The name of a criterion or slicing; a class of the caller's own has its simple name. */
    static String kind(Object value) {
        return KINDS.entrySet().stream()
                .filter(entry -> entry.getValue() == value.getClass())
                .map(SortedMap.Entry::getKey)
                .findFirst()
                .orElse(value.getClass().getSimpleName());
    }
}
