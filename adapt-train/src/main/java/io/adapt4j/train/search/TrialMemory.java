package io.adapt4j.train.search;

import com.sun.management.OperatingSystemMXBean;
import io.adapt4j.train.provenance.ResidentMemory;
import java.lang.management.ManagementFactory;

/** How many trials run at once: estimated from the memory that one takes while it runs alone. */
final class TrialMemory {
    /** What is left to everything else. */
    private static final double SHARE_OF_FREE = 0.5;

    private final long before = ResidentMemory.now();

    /**
     * As many as half of the free memory takes, and no more than there are processors for. The base is shared, so that it does not
     * count; one where the system does not tell.
     *
     * @param threads that one trial uses; 0 for all
     */
    int trialsAtOnce(int threads) {
        return trialsAtOnce(
                Math.max(1, ResidentMemory.peak() - before),
                before == 0 ? 0 : freeMemory(),
                threads == 0 ? 1 : Runtime.getRuntime().availableProcessors() / threads);
    }

    static int trialsAtOnce(long taken, long free, int room) {
        long byMemory = (long) (free * SHARE_OF_FREE) / taken;
        return (int) Math.max(1, Math.min(byMemory, room));
    }

    private static long freeMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getFreeMemorySize()
                : 0;
    }
}
