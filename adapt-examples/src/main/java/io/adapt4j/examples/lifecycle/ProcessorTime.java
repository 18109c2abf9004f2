package io.adapt4j.examples.lifecycle;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Seconds of the processor that work takes, on all its threads. */
final class ProcessorTime {
    private static final double NANOS = 1e9;

    private double seconds;

    /** Does the work and adds what the whole process took meanwhile. */
    <T> T of(Supplier<T> work) {
        double before = now();
        try {
            return work.get();
        } finally {
            seconds += now() - before;
        }
    }

    double seconds() {
        return seconds;
    }

    private static double now() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getProcessCpuTime() / NANOS;
    }
}
