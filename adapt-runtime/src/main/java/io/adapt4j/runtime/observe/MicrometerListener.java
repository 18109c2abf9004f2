package io.adapt4j.runtime.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Times requests in Micrometer: {@code adapt4j.requests} with the tags {@code deployment} and {@code outcome} ({@code answered} or
 * {@code failed}). For applications that have Micrometer on their class path.
 */
public final class MicrometerListener implements HostListener {
    private final MeterRegistry registry;
    private final Map<String, Timer> answered = new ConcurrentHashMap<>();
    private final Map<String, Timer> failed = new ConcurrentHashMap<>();

    public MicrometerListener(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onRequest(String deployment, long nanos, boolean success) {
        Map<String, Timer> timers = success ? answered : failed;
        timers.computeIfAbsent(deployment, name -> timer(name, success ? "answered" : "failed"))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String deployment, String outcome) {
        return Timer.builder("adapt4j.requests")
                .description("Requests to adapters, waiting included")
                .tag("deployment", deployment)
                .tag("outcome", outcome)
                .register(registry);
    }
}
