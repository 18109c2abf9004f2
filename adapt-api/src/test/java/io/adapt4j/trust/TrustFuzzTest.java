package io.adapt4j.trust;

import static io.adapt4j.trust.TestSigners.ANA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.adapt4j.error.TrustException;
import io.adapt4j.format.Mutations;
import io.adapt4j.testing.Allocations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Broken signatures and policies give a typed error or are read; nothing crashes, hangs or takes memory without bound. */
class TrustFuzzTest {
    private static final int COUNT = Integer.getInteger("adapt4j.fuzz", 4_000);
    private static final long ALLOWANCE = 4 << 20;

    private static SortedMap<String, byte[]> files() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("weights", new byte[] {1});
        return files;
    }

    private static void fuzz(Mutations mutations, byte[] good, Consumer<byte[]> parser) {
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> {
            for (int i = 0; i < COUNT; i++) {
                byte[] bytes = mutations.of(good);
                long limit = ALLOWANCE + 100L * bytes.length;
                long allocated = allocated(parser, bytes);
                // What is more than that may be classes loaded for the first error of a kind, so it is tried again.
                assertThat(allocated > limit ? allocated(parser, bytes) : allocated)
                        .as(() -> new String(bytes, StandardCharsets.ISO_8859_1))
                        .isLessThan(limit);
            }
        });
    }

    private static long allocated(Consumer<byte[]> parser, byte[] bytes) {
        long before = Allocations.bytes();
        try {
            parser.accept(bytes);
        } catch (TrustException e) {
            assertThat(e.reason()).isNotEmpty();
        }
        return Allocations.bytes() - before;
    }

    @Test
    void bundleOfAKey_mutated() {
        byte[] good = AdapterSignatures.sign("m", files(), ANA);
        fuzz(
                new Mutations(1, "null", "[[[[", "{{{{", "\"hint\"", "\"rawBytes\"", "1e999999999", "\\u0000", "===="),
                good,
                bytes -> Bundle.parse("model.sig", bytes, Statement.PAYLOAD_TYPE));
    }

    @Test
    void bundleOfACertificate_mutated() {
        byte[] good = AdapterSignatures.sign("m", files(), TestSigners.release());
        TrustPolicy policy = TestSigners.policy(TestSigners.rule("*", 1, "release"));
        fuzz(new Mutations(2, "[]", "MII", "null", "AAAA"), good, bytes -> {
            SortedMap<String, byte[]> files = files();
            files.put("model.sig", bytes);
            policy.verify("m", files);
        });
    }

    @Test
    void statement_mutated() {
        fuzz(
                new Mutations(3, "null", "[]", "\"shards\"", "\"shard_size\":1", "-1", "1e308", "..", "[[[["),
                Statement.of("m", files()).write(),
                bytes -> Statement.parse("model.sig", bytes));
    }

    @Test
    void policy_mutated() {
        fuzz(
                new Mutations(
                        4, "null", "[]", "{}", "-----BEGIN", "0", "1e400", "\"roots\"", "\"anySubject\":1", "[[[["),
                PolicyDocumentTest.document().getBytes(StandardCharsets.UTF_8),
                bytes -> PolicyDocument.parse("policy.json", bytes));
    }

    @Test
    void json_nestedDeeply_isRefused() {
        byte[] deep = "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> StrictJson.parse("f", deep)).isInstanceOf(TrustException.class);
    }
}
