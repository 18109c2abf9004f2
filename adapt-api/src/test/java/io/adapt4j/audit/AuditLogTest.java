package io.adapt4j.audit;

import static io.adapt4j.audit.AuditStoreKit.CLOCK;
import static io.adapt4j.audit.AuditStoreKit.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.error.TrustException;
import io.adapt4j.trust.Signer;
import io.adapt4j.trust.TrustedSigner;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private final MemoryAuditStoreTest.Memory store = new MemoryAuditStoreTest.Memory();
    private final AuditLog log = new AuditLog(store, CLOCK);

    @TempDir
    private Path folder;

    @BeforeEach
    void record() {
        for (int i = 1; i <= 5; i++) {
            log.record(event(i));
        }
    }

    private static void assertBroken(String entry, ThrowingCallable verification) {
        assertThatThrownBy(verification).isInstanceOfSatisfying(TrustException.class, e -> assertThat(e.file())
                .isEqualTo(entry));
    }

    @Test
    void line_ofAnEntry_isJsonThatEndsWithTheHashOfTheRest() {
        String line = store.lines.get(0);
        String rest = line.substring(0, line.lastIndexOf(",\"hash\"")) + "}";

        assertThat(line)
                .startsWith(
                        "{\"sequence\":1,\"time\":\"2026-05-04T03:02:01.123Z\",\"actor\":\"ana\",\"action\":\"promote\","
                                + "\"subject\":\"triage@1\",\"reason\":\"passed \u2265 all gates \\\"<&>\\\"\\n\","
                                + "\"details\":{\"gate\":\"sha256:0\"},\"previous\":\"sha256:" + "0".repeat(64) + "\",")
                .endsWith("\"hash\":\"" + ContentHash.of(rest.getBytes(UTF_8)) + "\"}");
    }

    @Test
    void verify_entryChangedWithItsHashMadeAgain_namesTheNextOne() {
        AuditEntry third = AuditEntry.parse("entry 3", store.lines.get(2));
        AuditEntry forged = new AuditEntry(3, third.time(), event(9), third.previous());
        store.lines.set(2, forged.line());

        assertBroken("entry 4", log::verify);
    }

    @Test
    void verify_entryChangedOrLeftOutOrRepeatedOrMoved_namesTheFirstBroken() {
        String changed = store.lines.get(2).replace("triage@3", "triage@2");
        store.lines.set(2, changed);
        assertBroken("entry 3", log::verify);

        store.lines.remove(2);
        assertBroken("entry 3", log::verify);
        store.lines.add(2, store.lines.get(1));
        assertBroken("entry 3", log::verify);
        Collections.swap(store.lines, 0, 1);
        assertBroken("entry 1", log::verify);
    }

    @Test
    void verify_tailCut_showsAgainstAnAnchor() {
        AuditHead anchor = log.head();
        store.lines.remove(4);

        assertThat(log.verify().size()).isEqualTo(4);
        assertBroken("entry 5", () -> log.verify(anchor));

        log.record(event(6));
        assertBroken("entry 5", () -> log.verify(anchor));
    }

    @Test
    void head_signed_isBelievedOnlyFromItsSigner() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair others = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] signed = log.head().sign(Signer.key(keys.getPrivate(), keys.getPublic()));

        assertThat(AuditHead.verify("anchor.sig", signed, TrustedSigner.key(keys.getPublic()), CLOCK))
                .isEqualTo(log.head());
        assertBroken(
                "anchor.sig",
                () -> AuditHead.verify("anchor.sig", signed, TrustedSigner.key(others.getPublic()), CLOCK));
        for (int i = 0; i < signed.length; i += 7) {
            byte[] bad = signed.clone();
            bad[i] ^= 1;
            assertBroken(
                    "anchor.sig",
                    () -> AuditHead.verify("anchor.sig", bad, TrustedSigner.key(keys.getPublic()), CLOCK));
        }
    }

    @Test
    void export_log_isJsonLinesThatCanBeVerifiedElsewhere() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AuditHead head = log.export(out);
        Path exported = Files.write(folder.resolve("audit.jsonl"), out.toByteArray());

        assertThat(Files.readAllLines(exported)).isEqualTo(store.lines);
        assertThat(AuditLog.verify(exported, head)).isEqualTo(head);
    }

    @Test
    void event_thatDoesNotSayWhoOrWhy_isRefused() {
        assertThatThrownBy(() -> AuditEvent.of(" ", AuditAction.DELETE, "triage@1", "old"))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> AuditEvent.of("ana", AuditAction.DELETE, "triage@1", ""))
                .isInstanceOf(InvalidInputException.class);
    }
}
