package io.adapt4j.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.adapt4j.BaseModel;
import io.adapt4j.error.AdaptException;
import io.adapt4j.runtime.export.OnnxAdapterFile;
import io.adapt4j.runtime.kit.TestAdapters;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.testing.Allocations;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Broken files give a typed error or are read; nothing crashes, hangs or takes memory without bound. */
class FuzzTest {
    private static final long ALLOWANCE = 4 << 20;

    private static void fuzz(int count, long seed, byte[] good, Consumer<byte[]> parser) {
        SplittableRandom random = new SplittableRandom(seed);
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> {
            for (int i = 0; i < count; i++) {
                byte[] bytes = mutated(good, random);
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

    /** Bytes changed, removed or repeated, and numbers at the edges of their ranges. */
    private static byte[] mutated(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        for (int change = random.nextInt(1, 4); change > 0 && bytes.length > 8; change--) {
            int at = random.nextInt(bytes.length - 8);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> {
                    byte edge = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                    java.util.Arrays.fill(bytes, at, at + random.nextInt(1, 8), edge);
                }
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
                default -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    out.write(bytes, 0, at);
                    int repeated = random.nextInt(8);
                    out.write(bytes, at, repeated);
                    out.write(bytes, at + random.nextInt(8), bytes.length - at - 8);
                    bytes = out.toByteArray();
                }
            }
        }
        return bytes;
    }

    @Test
    void adapterFile_mutated() {
        Tensor tensor = TestAdapters.tensor(new SplittableRandom(1), 3, 4);
        byte[] good = OnnxAdapterFile.bytes(Map.of("m.lora_A.weight", tensor, "m.lora_B.weight", tensor));
        fuzz(30_000, 1, good, OnnxAdapterFile::read);
    }

    @Test
    void model_mutated() {
        fuzz(10_000, 2, TestModels.bytes(TestModels.everyKind()), bytes -> BaseModel.open(bytes)
                .close());
    }
}
