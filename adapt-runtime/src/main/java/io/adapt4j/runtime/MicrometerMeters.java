package io.adapt4j.runtime;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * A host's {@link HostStatus} as Micrometer meters: gauges {@code adapt4j.deployments}, {@code adapt4j.resident},
 * {@code adapt4j.resident.bytes}, {@code adapt4j.queued} and counters {@code adapt4j.swaps}, {@code adapt4j.loads},
 * {@code adapt4j.evictions}, {@code adapt4j.failures}. For applications that have Micrometer on their class path.
 */
public final class MicrometerMeters implements MeterBinder {
    private final AdapterHost host;

    public MicrometerMeters(AdapterHost host) {
        this.host = host;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "adapt4j.deployments", "", HostStatus::deployments);
        gauge(registry, "adapt4j.resident", "", HostStatus::resident);
        gauge(registry, "adapt4j.resident.bytes", "bytes", HostStatus::residentBytes);
        gauge(registry, "adapt4j.queued", "", HostStatus::queued);
        counter(registry, "adapt4j.swaps", HostStatus::swaps);
        counter(registry, "adapt4j.loads", HostStatus::loads);
        counter(registry, "adapt4j.evictions", HostStatus::evictions);
        counter(registry, "adapt4j.failures", HostStatus::failures);
    }

    private void gauge(MeterRegistry registry, String name, String unit, ToDoubleFunction<HostStatus> value) {
        Gauge.builder(name, host, h -> value.applyAsDouble(h.status()))
                .baseUnit(unit.isEmpty() ? null : unit)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, ToDoubleFunction<HostStatus> value) {
        FunctionCounter.builder(name, host, h -> value.applyAsDouble(h.status()))
                .register(registry);
    }
}
