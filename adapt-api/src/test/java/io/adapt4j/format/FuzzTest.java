package io.adapt4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.adapt4j.TestAdapters;
import io.adapt4j.error.AdaptException;
import io.adapt4j.json.Json;
import io.adapt4j.testing.Allocations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken files give a typed error or are read; nothing crashes, hangs or takes memory without bound. */
class FuzzTest {
    /** What reading a file may allocate besides a multiple of its size. */
    private static final long ALLOWANCE = 4 << 20;

    @TempDir
    private Path folder;

    @BeforeEach
    void save() {
        TestAdapters.classifier(1).save(folder.resolve("good"));
    }

    private byte[] good(String name) throws IOException {
        return Files.readAllBytes(folder.resolve("good").resolve(name));
    }

    private static void fuzz(int count, Mutations mutations, byte[] good, Consumer<byte[]> parser) {
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> {
            for (int i = 0; i < count; i++) {
                byte[] bytes = mutations.of(good);
                long limit = ALLOWANCE + 100L * bytes.length;
                // What is more than that may be classes loaded for the first error of a kind, so it is tried again.
                long allocated = allocated(parser, bytes);
                if (allocated > limit) {
                    allocated = allocated(parser, bytes);
                }
                assertThat(allocated)
                        .as(() -> "reads within " + limit + " bytes: "
                                + HexFormat.of().formatHex(bytes))
                        .isLessThan(limit);
            }
        });
    }

    private static long allocated(Consumer<byte[]> parser, byte[] bytes) {
        long before = Allocations.bytes();
        try {
            parser.accept(bytes);
        } catch (AdaptException e) {
            assertThat(e).hasMessageMatching("(?s).{10,}");
        }
        return Allocations.bytes() - before;
    }

    @Test
    void config_mutated() throws IOException {
        Mutations mutations = new Mutations(
                1,
                "null",
                "true",
                "1e400",
                "-1",
                "[]",
                "{}",
                "\"LORA\"",
                "\"VERA\"",
                "\"use_dora\"",
                "{{{{",
                "[[[[",
                "\\u0000",
                "(.*)+x");
        fuzz(30_000, mutations, good("adapter_config.json"), bytes -> PeftConfig.read(Json.parse("c", bytes)));
    }

    @Test
    void manifest_mutated() throws IOException {
        Mutations mutations = new Mutations(2, "null", "2", "[]", "{}", "\"sha256:\"", "\"labels\"", "[[[[", "\"CLS\"");
        fuzz(30_000, mutations, good("manifest.json"), bytes -> ManifestCodec.read(Json.parse("m", bytes)));
    }

    @Test
    void safetensors_mutated() throws IOException {
        Mutations mutations = new Mutations(
                3, "[0,0]", "\"F64\"", "\"BF16\"", "999999999999", "-1", "\"shape\":[", "{}", "\"dtype\"");
        Path file = folder.resolve("f.safetensors");
        fuzz(20_000, mutations, good("adapter_model.safetensors"), bytes -> {
            try {
                Files.write(file, bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            Safetensors.read(file);
        });
    }
}
