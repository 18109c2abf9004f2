package io.adapt4j.train.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The processor.
 *
 * @param name its model; {@value #UNKNOWN} where the system does not say
 * @param features the instruction sets that decide how engines compute, sorted; empty where the system does not say
 */
record Processor(String name, List<String> features) {
    static final String UNKNOWN = "unknown";

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** Vectors, matrices and fused products. */
    private static final Pattern COMPUTES =
            Pattern.compile("(avx|amx|sse|ssse|fma|f16c|neon|asimd|sve|sme|bf16|i8mm).*");

    static Processor here() {
        try {
            return parse(Files.readAllLines(CPU_INFO));
        } catch (IOException e) {
            return new Processor(UNKNOWN, List.of());
        }
    }

    /** Reads what Linux says of the first processor. */
    static Processor parse(List<String> lines) {
        String name = UNKNOWN;
        List<String> features = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split("\\s*:\\s*", 2);
            if (line.isBlank() && !features.isEmpty()) {
                break;
            }
            if (parts.length == 2 && parts[0].equals("model name")) {
                name = parts[1].strip();
            } else if (parts.length == 2 && (parts[0].equals("flags") || parts[0].equals("Features"))) {
                Arrays.stream(parts[1].split("\\s+"))
                        .filter(flag -> COMPUTES.matcher(flag).matches())
                        .sorted()
                        .forEach(features::add);
            }
        }
        return new Processor(name, List.copyOf(features));
    }
}
