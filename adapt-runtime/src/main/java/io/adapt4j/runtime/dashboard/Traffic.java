package io.adapt4j.runtime.dashboard;

import io.adapt4j.runtime.observe.HostListener;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts and times the requests of a host by deployment, for a page. Takes about a kilobyte for each of the first thousand names
 * that are asked for, and does not count others.
 */
public final class Traffic implements HostListener {
    private static final int MOST = 1_000;

    private final Map<String, Latency> deployments = new ConcurrentHashMap<>();

    @Override
    public void onRequest(String deployment, long nanos, boolean answered) {
        Latency latency = deployments.get(deployment);
        if (latency == null && deployments.size() < MOST) {
            latency = deployments.computeIfAbsent(deployment, name -> new Latency());
        }
        if (latency != null) {
            latency.add(nanos, answered);
        }
    }

    Optional<Latency> of(String deployment) {
        return Optional.ofNullable(deployments.get(deployment));
    }
}
