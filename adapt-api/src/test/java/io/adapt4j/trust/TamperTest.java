package io.adapt4j.trust;

import static io.adapt4j.trust.TestSigners.ANA;
import static io.adapt4j.trust.TestSigners.BEN;
import static io.adapt4j.trust.TestSigners.policy;
import static io.adapt4j.trust.TestSigners.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.TrustException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No byte of a signed adapter can be changed: each change is refused, naming the file. With {@code -Dadapt4j.flips=10000}, every
 * byte of small files is changed and 10,000 of a large one; by default some of each.
 */
class TamperTest {
    private static final int FLIPS = Integer.getInteger("adapt4j.flips", 60);
    private static final Path VECTORS = Path.of("src/test/resources/oms");

    @TempDir
    private Path folder;

    /** Changes bytes of each file; returns how many. */
    private static int flip(TrustPolicy policy, String name, SortedMap<String, byte[]> files) {
        policy.verify(name, files);
        SplittableRandom random = new SplittableRandom(7);
        int flips = 0;
        for (String file : files.keySet()) {
            byte[] good = files.get(file);
            int[] offsets = FLIPS >= good.length
                    ? IntStream.range(0, good.length).toArray()
                    : random.ints(FLIPS, 0, good.length).toArray();
            for (int offset : offsets) {
                byte[] bad = good.clone();
                bad[offset] ^= (byte) (1 + random.nextInt(255));
                SortedMap<String, byte[]> altered = new TreeMap<>(files);
                altered.put(file, bad);
                assertThatThrownBy(() -> policy.verify(name, altered))
                        .as("%s, byte %d: %d to %d", file, offset, good[offset], bad[offset])
                        .isInstanceOfSatisfying(
                                TrustException.class, e -> assertThat(e.file()).isEqualTo(file));
                flips++;
            }
        }
        return flips;
    }

    @Test
    void verify_anyByteOfAnAdapterSignedWithKeysIsChanged_isRefused() {
        Path triage = TestSigners.save(folder);
        AdapterSignatures.sign(triage, ANA);
        AdapterSignatures.sign(triage, BEN);

        int flips = flip(policy(rule("*", 2, "ana", "ben")), "triage", TestSigners.files(triage));

        assertThat(flips).isGreaterThan(6 * Math.min(FLIPS, 20));
    }

    @Test
    void verify_anyByteOfAnAdapterSignedWithACertificateIsChanged_isRefused() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("weights", new byte[] {1, 2, 3});
        files.put("model.sig", AdapterSignatures.sign("triage", files, TestSigners.release()));

        flip(policy(rule("*", 1, "release")), "triage", files);
    }

    @Test
    void verify_anyByteOfBundlesOfTheReferenceImplementationIsChanged_isRefused() throws Exception {
        for (String vector : List.of("v1.0.1-elliptic-key", "v1.1.0-elliptic-key", "spec-key", "spec-certificate")) {
            SortedMap<String, byte[]> files = new TreeMap<>();
            files.put("signme-1", "signme-1\n".getBytes(StandardCharsets.US_ASCII));
            files.put("signme-2", "signme-2".getBytes(StandardCharsets.US_ASCII));
            files.put("model.sig", Files.readAllBytes(VECTORS.resolve(vector + ".sig")));
            TrustPolicy policy = TrustPolicy.none()
                    .withSigner("key", TrustedSigner.key(Pem.publicKey(VECTORS.resolve("signing-key-pub.pem"))))
                    .withSigner(
                            "certificate",
                            TrustedSigner.certificate(
                                    Pem.certificates(VECTORS.resolve("ca-cert.pem")), "CN=intermediate-ca"))
                    .withClock(TestSigners.CLOCK)
                    .withRule(new TrustRule(List.of("*"), new TreeSet<>(List.of("key", "certificate")), 1, true));

            flip(policy, "any", files);
        }
    }

    @Test
    void verify_bytesOfALargeFileAreChanged_isRefused() {
        byte[] weights = new byte[3_000_000];
        new Random(3).nextBytes(weights);
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("adapter_model.safetensors", weights);
        files.put("model.sig", AdapterSignatures.sign("triage", files, BEN));

        assertThat(flip(policy(rule("*", 1, "ben")), "triage", files)).isGreaterThanOrEqualTo(FLIPS);
    }

    @Test
    void read_anyByteOfSealedFilesIsChanged_isRefused() throws Exception {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("config", new byte[100]);
        files.put("weights", new byte[(int) (1.5 * SegmentCipher.SEGMENT)]);
        SecretKey key = SealedFilesTest.key(1);
        Path sealed = folder.resolve("triage.sealed");
        SealedFiles.write(sealed, files, key);
        byte[] good = Files.readAllBytes(sealed);
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < FLIPS; i++) {
            int offset = i < 76 ? i : random.nextInt(good.length);
            byte[] bad = good.clone();
            bad[offset] ^= (byte) (1 + random.nextInt(255));
            Files.write(sealed, bad);

            assertThatThrownBy(() -> SealedFiles.read(sealed, key))
                    .as("byte %d", offset)
                    .isInstanceOfSatisfying(
                            TrustException.class, e -> assertThat(e.file()).isEqualTo("triage.sealed"));
        }
    }
}
