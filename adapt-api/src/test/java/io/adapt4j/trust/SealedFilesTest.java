package io.adapt4j.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.TrustException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedFilesTest {
    /** Before the segments: a mark, a nonce, a key and its tag. */
    private static final int HEADER = 8 + 12 + 32 + 16;

    private static final int ENCRYPTED = SegmentCipher.SEGMENT + SegmentCipher.TAG;

    @TempDir
    private Path folder;

    static SecretKey key(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    private static SortedMap<String, byte[]> files(int size) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        byte[] weights = new byte[size];
        new Random(5).nextBytes(weights);
        files.put("weights", weights);
        return files;
    }

    /** The names and lengths take 17 bytes: the third size fills two segments to the last byte. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2 * SegmentCipher.SEGMENT - 17, 2 * SegmentCipher.SEGMENT - 16, 300_000})
    void read_whatWasWritten_isTheSame(int size) {
        Path sealed = folder.resolve("a.sealed");
        SealedFiles.write(sealed, files(size), key(1));

        SortedMap<String, byte[]> read = SealedFiles.read(sealed, key(1));

        assertThat(read).containsOnlyKeys("weights");
        assertThat(read.get("weights")).isEqualTo(files(size).get("weights"));
    }

    @Test
    void write_twice_hasNothingInCommon() throws Exception {
        byte[] one = sealed(100_000);
        byte[] two = sealed(100_000);

        assertThat(Arrays.copyOfRange(one, 8, 60)).isNotEqualTo(Arrays.copyOfRange(two, 8, 60));
        assertThat(Arrays.copyOfRange(one, HEADER, HEADER + 64))
                .isNotEqualTo(Arrays.copyOfRange(two, HEADER, HEADER + 64));
    }

    private byte[] sealed(int size) throws Exception {
        Path sealed = folder.resolve("a.sealed");
        SealedFiles.write(sealed, files(size), key(1));
        return Files.readAllBytes(sealed);
    }

    private void assertRefused(byte[] content, SecretKey key) throws Exception {
        Path file = Files.write(folder.resolve("b.sealed"), content);
        assertThatThrownBy(() -> SealedFiles.read(file, key))
                .isInstanceOfSatisfying(
                        TrustException.class, e -> assertThat(e.file()).isEqualTo("b.sealed"));
    }

    @Test
    void read_segmentsCutReorderedRepeatedOrOfAnotherFile_isRefused() throws Exception {
        byte[] good = sealed(4 * SegmentCipher.SEGMENT);
        byte[] other = sealed(4 * SegmentCipher.SEGMENT);
        for (int segments = 0; segments < 5; segments++) {
            assertRefused(Arrays.copyOf(good, HEADER + segments * ENCRYPTED), key(1));
        }
        assertRefused(Arrays.copyOf(good, good.length - 1), key(1));
        assertRefused(Arrays.copyOf(good, good.length + 1), key(1));
        assertRefused(Arrays.copyOf(good, HEADER - 1), key(1));
        assertRefused(new byte[0], key(1));

        byte[] swapped = good.clone();
        System.arraycopy(good, HEADER, swapped, HEADER + ENCRYPTED, ENCRYPTED);
        System.arraycopy(good, HEADER + ENCRYPTED, swapped, HEADER, ENCRYPTED);
        assertRefused(swapped, key(1));

        ByteArrayOutputStream repeated = new ByteArrayOutputStream();
        repeated.write(good, 0, HEADER + ENCRYPTED);
        repeated.write(good, HEADER, good.length - HEADER);
        assertRefused(repeated.toByteArray(), key(1));

        byte[] mixed = good.clone();
        System.arraycopy(other, HEADER + ENCRYPTED, mixed, HEADER + ENCRYPTED, ENCRYPTED);
        assertRefused(mixed, key(1));
    }

    @Test
    void read_withAnotherKey_isRefused() throws Exception {
        assertRefused(sealed(10), key(2));
    }

    @Test
    void write_keyOfAnotherLengthOrAlgorithm_isRefused() {
        for (SecretKey key :
                new SecretKey[] {new SecretKeySpec(new byte[16], "AES"), new SecretKeySpec(new byte[32], "HmacSHA256")
                }) {
            assertThatThrownBy(() -> SealedFiles.write(folder.resolve("a"), files(1), key))
                    .isInstanceOf(TrustException.class)
                    .hasMessageContaining("256 bits for AES");
        }
    }
}
