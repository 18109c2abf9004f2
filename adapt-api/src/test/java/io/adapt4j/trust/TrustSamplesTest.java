package io.adapt4j.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.audit.AuditEvent;
import io.adapt4j.audit.AuditHead;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.audit.PredictionFiles;
import io.adapt4j.audit.PredictionLog;
import io.adapt4j.audit.PredictionRecord;
import io.adapt4j.error.TrustException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of docs/trust.md, run. */
class TrustSamplesTest {
    private static final Path PAGE = Path.of("../docs/trust.md");
    private static final Path SOURCE = Path.of("src/test/java/io/adapt4j/trust/TrustSamplesTest.java");

    @TempDir
    private Path folder;

    private Path keysFile;
    private final char[] password = "changeit".toCharArray();

    @BeforeEach
    void prepare() throws Exception {
        TestSigners.save(folder);
        Files.writeString(
                folder.resolve("policy.json"), PolicyDocumentTest.document().replace("triage", "other"));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("release", TestSigners.RELEASE_KEYS.getPrivate(), password, new Certificate[] {
            TestSigners.RELEASE, TestSigners.ROOT
        });
        store.setEntry(
                "at-rest",
                new KeyStore.SecretKeyEntry(SealedFilesTest.key(1)),
                new KeyStore.PasswordProtection(password));
        keysFile = folder.resolve("keys.p12");
        try (OutputStream out = Files.newOutputStream(keysFile)) {
            store.store(out, password);
        }
    }

    private static List<List<String>> between(List<String> lines, String begin, String end, int indent) {
        List<List<String>> parts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(begin)) {
                List<String> part = new ArrayList<>();
                while (!lines.get(++i).strip().equals(end)) {
                    part.add(
                            lines.get(i).substring(Math.min(indent, lines.get(i).length())));
                }
                parts.add(part);
            }
        }
        return parts;
    }

    @Test
    void page_showsWhatIsRunHere() throws IOException {
        assertThat(between(Files.readAllLines(PAGE), "```java", "```", 0))
                .isEqualTo(between(Files.readAllLines(SOURCE), "// begin", "// end", 8))
                .hasSize(3);
    }

    @Test
    void page_showsAPolicyThatIsRead() throws IOException {
        String json = String.join(
                "\n", between(Files.readAllLines(PAGE), "```json", "```", 0).get(0));
        for (Signer signer : List.of(TestSigners.ANA, TestSigners.BEN)) {
            json = json.replaceFirst("-----BEGIN PUBLIC KEY-----\\.\\.\\.", escaped(Pem.encode(signer.publicKey())));
        }
        json = json.replaceFirst("-----BEGIN CERTIFICATE-----\\.\\.\\.", escaped(Pem.encode(TestSigners.ROOT)));

        TrustPolicy policy = PolicyDocument.parse("policy.json", json.getBytes(StandardCharsets.UTF_8));

        assertThat(policy.signers()).hasSize(3);
        assertThat(policy.rules()).hasSize(2);
    }

    private static String escaped(String pem) {
        return Matcher.quoteReplacement(pem.replace("\n", "\\n"));
    }

    @Test
    void signAndLoad() throws Exception {
        Clock fixed = TestSigners.CLOCK;
        // begin
        KeyStore keys = KeyStore.getInstance(keysFile.toFile(), password); // or a provider's "PKCS11"
        AdapterSignatures.sign(folder.resolve("triage"), Signer.certificate(keys, "release", password));

        TrustPolicy policy = TrustPolicy.read(folder.resolve("policy.json")).withClock(fixed);
        Adapter triage =
                policy.load(folder.resolve("triage")); // throws TrustException, or all of it is as it was signed
        // end
        assertThat(triage).isEqualTo(Adapter.load(folder.resolve("triage")));
        Files.writeString(folder.resolve("triage/verdict.json"), "{}");
        assertThatThrownBy(() -> policy.load(folder.resolve("triage"))).isInstanceOf(TrustException.class);
    }

    @Test
    void encryption() throws Exception {
        AdapterSignatures.sign(folder.resolve("triage"), TestSigners.release());
        KeyStore keys = KeyStore.getInstance(keysFile.toFile(), password);
        TrustPolicy policy = TestSigners.policy(TestSigners.rule("*", 1, "release"));
        SortedMap<String, byte[]> files = TestSigners.files(folder.resolve("triage"));
        // begin
        SecretKey key = (SecretKey) keys.getKey("at-rest", password); // AES, 256 bits
        SealedFiles.write(folder.resolve("triage.sealed"), files, key);

        Adapter triage = policy.verify("triage", SealedFiles.read(folder.resolve("triage.sealed"), key))
                .adapter();
        // end
        assertThat(triage).isEqualTo(Adapter.load(folder.resolve("triage")));
    }

    @Test
    void audit() throws Exception {
        Adapter adapter = Adapter.load(folder.resolve("triage"));
        Clock clock = TestSigners.CLOCK;
        Signer signer = TestSigners.ANA;
        // begin
        AuditLog audit = new AuditLog(new FileAuditStore(folder.resolve("audit")), clock);
        audit.record(AuditEvent.of("ana@example.com", AuditAction.PROMOTE, "triage@3", "gate passed, ticket 4711")
                .with("adapter", adapter.hash().toString()));

        byte[] anchor = audit.head().sign(signer); // kept where the log's keeper cannot write
        AuditHead anchored = AuditHead.verify("anchor", anchor, TrustedSigner.key(signer.publicKey()), clock);
        audit.verify(anchored); // throws TrustException, naming the first entry that is changed or missing

        try (PredictionLog predictions =
                new PredictionLog(new PredictionFiles(folder.resolve("predictions"), 1 << 24, 8), 0.01, 10_000)) {
            predictions.record(new PredictionRecord(
                    "request-17", "triage", adapter.hash(), Instant.now(clock), Optional.of("spam"), Optional.empty()));
        }
        // end
        assertThat(audit.verify().size()).isEqualTo(1);
    }
}
