package io.adapt4j.runtime.drift;

import io.adapt4j.runtime.drift.test.Finding;
import java.util.List;

/** Two listeners as one. */
record BothListeners(DriftListener first, DriftListener second) implements DriftListener {
    @Override
    public void onAlarm(String deployment, Alarm alarm) {
        first.onAlarm(deployment, alarm);
        second.onAlarm(deployment, alarm);
    }

    @Override
    public void onWindow(String deployment, long window, List<Finding> findings) {
        first.onWindow(deployment, window, findings);
        second.onWindow(deployment, window, findings);
    }
}
