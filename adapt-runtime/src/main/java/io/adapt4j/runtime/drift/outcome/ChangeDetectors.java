package io.adapt4j.runtime.drift.outcome;

import io.adapt4j.error.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of detectors of change, by their names. Another detector is a class and a line here. */
public final class ChangeDetectors {
    private static final Map<String, Factory> TABLE = new LinkedHashMap<>();

    static {
        TABLE.put("outcome.adwin", (rate, falseAlarms, seed) -> new Adwin(falseAlarms));
        TABLE.put("outcome.ddm", Ddm::calibrated);
        TABLE.put("outcome.page-hinkley", (rate, falseAlarms, seed) -> new PageHinkley(rate, falseAlarms));
    }

    private interface Factory {
        ChangeDetector of(double errorRate, double falseAlarms, long seed);
    }

    private ChangeDetectors() {}

    /** The names of all detectors. */
    public static List<String> names() {
        return List.copyOf(TABLE.keySet());
    }

    /**
     * A detector.
     *
     * @param errorRate the error rate that is normal, in (0, 1)
     * @param falseAlarms how many false alarms may be expected in {@link ChangeDetector#PER} outcomes, above 0 and below 1
     * @param seed of what is drawn at random
     * @throws InvalidInputException when there is no detector of that name, or a number is out of its range
     */
    public static ChangeDetector of(String name, double errorRate, double falseAlarms, long seed) {
        Factory factory = TABLE.get(name);
        if (factory == null) {
            throw new InvalidInputException("Unknown detector \"" + name + "\"; there are " + names());
        }
        if (!(errorRate > 0 && errorRate < 1) || !(falseAlarms > 0 && falseAlarms < 1)) {
            throw new InvalidInputException(
                    "A detector takes an error rate in (0, 1) and expected false alarms in (0, 1), but was given "
                            + errorRate + " and " + falseAlarms);
        }
        return factory.of(errorRate, falseAlarms, seed);
    }
}
