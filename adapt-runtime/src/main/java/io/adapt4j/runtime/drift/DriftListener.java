package io.adapt4j.runtime.drift;

import io.adapt4j.runtime.drift.test.Finding;
import java.util.List;

/** Is told of alarms and windows, on the monitor's thread. */
@FunctionalInterface
public interface DriftListener {

    /**
     * Something has changed. What is thrown here is logged.
     *
     * @param deployment the name that is watched
     */
    void onAlarm(String deployment, Alarm alarm);

    /**
     * A window was judged; comes before the alarm that it may give.
     *
     * @param window its number, from 1
     * @param findings what all tests said of it, alarming or not
     */
    default void onWindow(String deployment, long window, List<Finding> findings) {}

    /** Tells this one and then another. */
    default DriftListener and(DriftListener other) {
        return new BothListeners(this, other);
    }
}
