package io.adapt4j.examples.multitenant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process. */
final class ProcessMemory {
    private ProcessMemory() {}

    /** Whether the Java heap has its full size from the start, so that growth is not the heap's. */
    static boolean heapIsFixed() {
        return Runtime.getRuntime().totalMemory() == Runtime.getRuntime().maxMemory();
    }

    /**
     * As {@link #megabytes}, without the Java heap, where that {@linkplain #heapIsFixed is fixed} and was touched at the start;
     * the least of several collections, since buffers are freed some time after the first.
     */
    static double megabytesBesideHeap() throws InterruptedException {
        double least = Double.POSITIVE_INFINITY;
        for (int collection = 0; collection < 4; collection++) {
            least = Math.min(least, megabytes());
            Thread.sleep(250);
        }
        return least - Runtime.getRuntime().totalMemory() / 1048576.0;
    }

    /** Bytes in memory that no file backs, after a collection; NaN where the system does not tell. */
    static double megabytes() {
        System.gc();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("RssAnon:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
                }
            }
        } catch (IOException e) {
            return Double.NaN;
        }
        return Double.NaN;
    }
}
