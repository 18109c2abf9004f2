package io.adapt4j.runtime.pytorch.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.adapt4j.error.AdaptException;
import io.adapt4j.runtime.pytorch.archive.TestArchive;
import io.adapt4j.spi.ModelSource;
import io.adapt4j.testing.Allocations;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Broken archives give a typed error or are read; nothing crashes, hangs or takes memory without bound. */
class FuzzTest {
    private static final long ALLOWANCE = 8 << 20;
    private static final String[] TOKENS = {
        "self",
        "(",
        ")",
        "[",
        "\n",
        "\n  ",
        "\"",
        "def ",
        "class ",
        "torch.linear(",
        "torch.t(",
        ".weight",
        ".forward(",
        ",",
        "__torch__.",
        "if ",
        "return ",
        "= ",
        ":",
        "annotate(",
        "getattr(",
        "Module",
        "0",
        "\\",
        "#"
    };

    private static void fuzz(int count, long seed, UnaryOperator<byte[]> archive, byte[] good) {
        SplittableRandom random = new SplittableRandom(seed);
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> {
            for (int i = 0; i < count; i++) {
                byte[] mutated = mutated(good, random);
                byte[] bytes = archive.apply(mutated);
                long limit = ALLOWANCE + 500L * bytes.length;
                // What is more than that may be classes loaded for the first error of a kind, so it is tried again.
                long allocated = allocated(bytes);
                if (allocated > limit) {
                    allocated = allocated(bytes);
                }
                int number = i;
                assertThat(allocated).as(() -> "memory of file " + number).isLessThan(limit);
            }
        });
    }

    private static long allocated(byte[] bytes) {
        long before = Allocations.bytes();
        try {
            TorchProgram program = TorchProgram.read(ModelSource.of(bytes));
            program.hash();
            program.targets().forEach(target -> program.parameter(target.weight()));
            program.writeInjected(OutputStream.nullOutputStream());
        } catch (AdaptException e) {
            assertThat(e).hasMessageMatching("(?s).{10,}");
        }
        return Allocations.bytes() - before;
    }

    /** Bytes changed, removed, repeated, or replaced by a token, and numbers at the edges of their ranges. */
    private static byte[] mutated(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        for (int change = random.nextInt(1, 4); change > 0 && bytes.length > 16; change--) {
            int at = random.nextInt(bytes.length - 8);
            int length = random.nextInt(8);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0xff : 0x7f));
                case 2 -> bytes = spliced(bytes, at, length, new byte[0]);
                case 3 -> {
                    int from = random.nextInt(bytes.length - 8);
                    bytes = spliced(bytes, at, 0, Arrays.copyOfRange(bytes, from, from + random.nextInt(8)));
                }
                default -> {
                    String token = TOKENS[random.nextInt(TOKENS.length)];
                    bytes = spliced(bytes, at, length, token.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] inserted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(inserted);
        out.write(bytes, at + removed, bytes.length - at - removed);
        return out.toByteArray();
    }

    @Test
    void zip_mutated() {
        fuzz(20_000, 1, bytes -> bytes, TestArchive.resourceBytes("network"));
    }

    @Test
    void pickle_mutated() {
        TestArchive archive = TestArchive.resource("network");
        byte[] good = archive.entry("data.pkl");
        fuzz(10_000, 2, bytes -> archive.with("data.pkl", bytes).bytes(), good);
    }

    @Test
    void source_mutated() {
        String name = "code/__torch__.py";
        TestArchive archive = TestArchive.resource("every-kind");
        byte[] good = archive.entry(name);
        fuzz(10_000, 3, bytes -> archive.with(name, bytes).bytes(), good);
    }
}
