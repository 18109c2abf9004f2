package io.adapt4j.train.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The physical memory of this process in bytes, native memory included; 0 where the system does not say. */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** What it takes now. */
    public static long now() {
        return read("VmRSS:");
    }

    /** The most that it took since it began. */
    public static long peak() {
        return read("VmHWM:");
    }

    private static long read(String name) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException | NumberFormatException e) {
            // not Linux
        }
        return 0;
    }
}
