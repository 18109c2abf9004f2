package io.adapt4j.train.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The counters of energy of the machine's processors (RAPL, "running average power limit", as Linux shows it under {@code powercap}):
 * one for each package, in microjoules, which begins again at zero after its largest value.
 */
final class EnergyCounters {
    static final Path POWERCAP = Path.of("/sys/class/powercap");

    /** A package; its parts have another colon. */
    private static final Pattern PACKAGE = Pattern.compile("(intel|amd)-rapl:\\d+");

    private static final double MICRO = 1e-6;

    private final List<Counter> counters;
    private boolean readable;

    private EnergyCounters(List<Counter> counters) {
        this.counters = counters;
        this.readable = !counters.isEmpty();
    }

    static EnergyCounters open(Path folder) {
        List<Counter> counters = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                if (PACKAGE.matcher(entry.getFileName().toString()).matches()) {
                    counters.add(new Counter(entry.resolve("energy_uj"), read(entry.resolve("max_energy_range_uj"))));
                }
            }
        } catch (IOException | NumberFormatException e) {
            counters.clear(); // a part would be told as the whole
        }
        return new EnergyCounters(counters);
    }

    private static long read(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /** Whether all could be read each time. */
    boolean areReadable() {
        return readable;
    }

    void sample() {
        try {
            for (Counter counter : counters) {
                counter.sample();
            }
        } catch (IOException | NumberFormatException e) {
            readable = false;
        }
    }

    /** Since they were opened. */
    double joules() {
        return counters.stream().mapToLong(counter -> counter.sum).sum() * MICRO;
    }

    private static final class Counter {
        private final Path file;
        private final long range;
        private long last;
        private long sum;

        Counter(Path file, long range) throws IOException {
            this.file = file;
            this.range = range;
            this.last = read(file);
        }

        void sample() throws IOException {
            long now = read(file);
            sum += now >= last ? now - last : now + range - last;
            last = now;
        }
    }
}
