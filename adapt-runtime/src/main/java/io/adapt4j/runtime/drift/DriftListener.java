package io.adapt4j.runtime.drift;

/** Is told of alarms, on the monitor's thread. */
@FunctionalInterface
public interface DriftListener {

    /**
     * Something has changed. What is thrown here is logged.
     *
     * @param deployment the name that is watched
     */
    void onAlarm(String deployment, Alarm alarm);
}
