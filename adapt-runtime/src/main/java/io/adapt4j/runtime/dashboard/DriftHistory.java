package io.adapt4j.runtime.dashboard;

import io.adapt4j.runtime.drift.Alarm;
import io.adapt4j.runtime.drift.DriftListener;
import io.adapt4j.runtime.drift.DriftMonitor;
import io.adapt4j.runtime.drift.test.Finding;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what drift monitors found lately, for a page: of each deployment the figures of the last 200 windows and the last 20 alarms.
 * Listens to any number of monitors; {@link DriftListener#and} joins it with another listener.
 */
public final class DriftHistory implements DriftListener {
    private final SortedMap<String, WatchedDeployment> deployments = new TreeMap<>();

    /** Shows the status of a monitor too, in the place of one of the same deployment. */
    public void add(DriftMonitor monitor) {
        of(monitor.deployment()).watchedBy(monitor);
    }

    @Override
    public void onWindow(String deployment, long window, List<Finding> findings) {
        of(deployment).add(window, findings);
    }

    @Override
    public void onAlarm(String deployment, Alarm alarm) {
        of(deployment).add(alarm);
    }

    private synchronized WatchedDeployment of(String deployment) {
        @Nullable WatchedDeployment known = deployments.get(deployment);
        if (known == null) {
            known = new WatchedDeployment();
            deployments.put(deployment, known);
        }
        return known;
    }

    synchronized Map<String, WatchedDeployment> deployments() {
        return new TreeMap<>(deployments);
    }
}
