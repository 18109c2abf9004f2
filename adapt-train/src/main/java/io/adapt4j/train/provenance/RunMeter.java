package io.adapt4j.train.provenance;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Measures what a training takes, from when it is made on. For one thread. */
public final class RunMeter {
    private static final double NANOS = 1e9;

    private final long start = System.nanoTime();
    private final long cpuStart = cpuNanos();
    private final EnergyCounters counters = EnergyCounters.open(EnergyCounters.POWERCAP);
    private long pausedNanos;

    /** Leaves out time that was spent waiting. */
    public void pause(Duration pause) {
        pausedNanos += pause.toNanos();
    }

    /** Time so far, without pauses. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start - pausedNanos);
    }

    /** Reads the counters of energy, which run over within the hour: to be called more often. */
    public void sample() {
        counters.sample();
    }

    /** What was taken so far. */
    public RunCost cost(Rates rates) {
        counters.sample();
        double cpuSeconds = (cpuNanos() - cpuStart) / NANOS;
        return new RunCost(
                elapsed().toNanos() / NANOS,
                cpuSeconds,
                ResidentMemory.peak(),
                counters.areReadable() ? counters.joules() : cpuSeconds * rates.wattsPerCore(),
                counters.areReadable(),
                rates);
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
