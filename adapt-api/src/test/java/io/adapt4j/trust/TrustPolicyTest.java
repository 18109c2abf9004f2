package io.adapt4j.trust;

import static io.adapt4j.trust.TestSigners.ANA;
import static io.adapt4j.trust.TestSigners.BEN;
import static io.adapt4j.trust.TestSigners.CLOCK;
import static io.adapt4j.trust.TestSigners.EVE;
import static io.adapt4j.trust.TestSigners.policy;
import static io.adapt4j.trust.TestSigners.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.error.TrustException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustPolicyTest {
    @TempDir
    private Path folder;

    private Path triage;

    @BeforeEach
    void save() {
        triage = TestSigners.save(folder);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(String file, ThrowingCallable verification) {
        return assertThatThrownBy(verification).isInstanceOfSatisfying(TrustException.class, e -> assertThat(e.file())
                .isEqualTo(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1", "Ed25519"})
    void load_signedWithAnyKindOfKey_isTheAdapterThatWasSaved(String curve) {
        Signer signer = TestSigners.keyOwner(curve);
        AdapterSignatures.sign(triage, signer);
        TrustPolicy policy = TrustPolicy.none()
                .withSigner("me", TrustedSigner.key(signer.publicKey()))
                .withRule(rule("triage", 1, "me"));

        assertThat(policy.load(triage)).isEqualTo(Adapter.load(triage));
    }

    @Test
    void load_signedWithKeysOfAKeyStore_isTrusted() throws Exception {
        char[] password = "changeit".toCharArray();
        KeyStore made = KeyStore.getInstance("PKCS12");
        made.load(null, null);
        made.setKeyEntry("release", TestSigners.RELEASE_KEYS.getPrivate(), password, new Certificate[] {
            TestSigners.RELEASE, TestSigners.ROOT
        });
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        made.store(file, password);
        KeyStore store = KeyStore.getInstance(
                Files.write(folder.resolve("keys.p12"), file.toByteArray()).toFile(), password);

        AdapterSignatures.sign(triage, Signer.certificate(store, "release", password));
        Signer byKey = Signer.key(store, "release", password);
        AdapterSignatures.sign(triage, byKey);

        TrustPolicy policy = policy(rule("tri*", 1, "release")).withSigner("key", TrustedSigner.key(byKey.publicKey()));
        assertThat(policy.verify(triage).signers()).containsExactly("key", "release");
        // They are two signers by name, but one key.
        assertRefused("model.sig", () -> policy.withRule(rule("*", 2, "release", "key"))
                .load(triage));
        assertThatThrownBy(() -> Signer.key(store, "other", password))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("\"other\"")
                .hasMessageContaining("[release]");
    }

    @Test
    void load_certificateOutOfItsTime_isRefused() {
        AdapterSignatures.sign(triage, TestSigners.release());
        TrustPolicy policy = policy(rule("triage", 1, "release"));

        assertThat(policy.load(triage)).isNotNull();
        assertRefused("model.sig", () -> policy.withClock(Clock.offset(CLOCK, Duration.ofDays(200)))
                        .load(triage))
                .hasMessageContaining("not valid");
        assertRefused("model.sig", () -> policy.withClock(Clock.offset(CLOCK, Duration.ofDays(-200)))
                .load(triage));
        assertRefused("model.sig", () -> policy.withClock(Clock.offset(CLOCK, Duration.ofDays(400)))
                .load(triage));
    }

    @Test
    void load_certificateOfAnotherAuthorityOrSubjectOrPurpose_isRefused() {
        KeyPair keys = TestCertificates.keys("secp256r1");
        Instant until = Instant.parse("2026-12-01T00:00:00Z");
        X509Certificate sameName = TestCertificates.root(keys, "CN=Root");
        X509Certificate forged = TestCertificates.signer(keys, "CN=Root", keys, "CN=Release,O=Example", until);
        X509Certificate other = TestCertificates.signer(TestSigners.AUTHORITY, "CN=Root", keys, "CN=Other", until);
        X509Certificate authority = TestCertificates.certificate(
                TestSigners.AUTHORITY, "CN=Root", keys, "CN=Release,O=Example", true, until);
        TrustPolicy policy = policy(rule("triage", 1, "release"));
        for (List<X509Certificate> chain :
                List.of(List.of(forged, sameName), List.of(forged), List.of(other), List.of(authority))) {
            SortedMap<String, byte[]> files = TestSigners.files(triage);
            files.put(
                    "model.sig", AdapterSignatures.sign("triage", files, Signer.certificate(keys.getPrivate(), chain)));

            assertRefused("model.sig", () -> policy.verify("triage", files));
        }
    }

    @Test
    void certificate_bytesFollowIt_isRefused() throws Exception {
        byte[] longer = Arrays.copyOf(TestSigners.ROOT.getEncoded(), TestSigners.ROOT.getEncoded().length + 1);

        assertRefused("model.sig", () -> Pem.certificate("model.sig", longer)).hasMessageContaining("no part of it");
    }

    @Test
    void verify_twoOfTwoRequired_needsBothAndNobodyElse() {
        TrustPolicy policy = policy(rule("triage", 2, "ana", "ben"));
        AdapterSignatures.sign(triage, ANA);
        assertRefused("model.sig", () -> policy.load(triage)).hasMessageContaining("needs 2");

        SortedMap<String, byte[]> twice = TestSigners.files(triage);
        twice.put("model-2.sig", AdapterSignatures.sign("triage", twice, ANA));
        assertRefused("model-2.sig", () -> policy.verify("triage", twice));

        SortedMap<String, byte[]> stranger = TestSigners.files(triage);
        stranger.put("model-2.sig", AdapterSignatures.sign("triage", stranger, EVE));
        assertRefused("model-2.sig", () -> policy.verify("triage", stranger))
                .hasMessageContaining("[ana, ben, release]");

        assertThat(AdapterSignatures.sign(triage, BEN).getFileName()).hasToString("model-2.sig");
        assertThat(policy.verify(triage).signers()).containsExactly("ana", "ben");
    }

    @Test
    void verify_anAuthorAndAnApprover_areTwoRulesThatMustBothBeMet() {
        TrustPolicy policy = policy(rule("*", 1, "ana"), rule("*", 1, "ben", "release"));
        AdapterSignatures.sign(triage, ANA);
        assertRefused("model.sig", () -> policy.load(triage));

        AdapterSignatures.sign(triage, BEN);
        assertThat(policy.load(triage)).isNotNull();
    }

    @Test
    void verify_nameThatNoRuleMatches_isRefused() {
        AdapterSignatures.sign(triage, ANA);

        assertRefused("triage", () -> policy(rule("mail-*", 1, "ana")).load(triage))
                .hasMessageContaining("no rule");
        assertRefused("triage", () -> policy().load(triage));
        assertRefused("triage", () -> policy(rule("tri", 1, "ana"), rule("*x", 1, "ana"))
                .load(triage));
        assertThat(policy(rule("t*i*e", 1, "ana")).load(triage)).isNotNull();
    }

    @Test
    void verify_signedUnderAnotherName_isRefusedUnlessTheRuleAllowsAny() {
        AdapterSignatures.sign(triage, "payments", ANA);

        assertRefused("model.sig", () -> policy(rule("*", 1, "ana")).load(triage))
                .hasMessageContaining("[payments]");
        assertThat(policy(rule("*", 1, "ana")).load(triage, "payments")).isNotNull();
        assertThat(policy(new TrustRule(List.of("*"), new TreeSet<>(List.of("ana")), 1, true))
                        .load(triage))
                .isNotNull();
    }

    @Test
    void verify_signaturesKeptElsewhere_areTakenFromThere() {
        SortedMap<String, byte[]> files = TestSigners.files(triage);
        SortedMap<String, byte[]> attachments = new TreeMap<>();
        attachments.put("model.sig", AdapterSignatures.sign("triage", files, ANA));
        attachments.put("notes.txt", new byte[3]);
        TrustPolicy policy = policy(rule("*", 1, "ana"));

        assertThat(policy.verify("triage", files, attachments).files()).containsOnlyKeys(files.keySet());
        assertRefused("model.sig", () -> policy.verify("triage", files, new TreeMap<>()));
        attachments.put("model-2.sig", AdapterSignatures.sign("triage", attachments, BEN));
        assertRefused("adapter_config.json", () -> policy.verify("triage", new TreeMap<>(), attachments));
    }

    @Test
    void verify_notSigned_isRefused() {
        assertRefused("model.sig", () -> policy(rule("*", 1, "ana")).load(triage))
                .hasMessageContaining("not signed");
    }

    @Test
    void verify_fileAddedOrMissingOrExchanged_isRefusedByItsName() throws Exception {
        AdapterSignatures.sign(triage, ANA);
        TrustPolicy policy = policy(rule("*", 1, "ana"));

        Files.createDirectories(triage.resolve("sub"));
        Files.writeString(triage.resolve("sub/more.json"), "{}");
        assertRefused("sub/more.json", () -> policy.load(triage)).hasMessageContaining("not covered");
        Files.delete(triage.resolve("sub/more.json"));

        Files.writeString(triage.resolve(".gitignore"), "*.tmp");
        assertThat(policy.verify(triage).files()).doesNotContainKey(".gitignore");

        Files.move(triage.resolve("tokenizer.json"), folder.resolve("kept"));
        assertRefused("tokenizer.json", () -> policy.load(triage)).hasMessageContaining("missing");
        Files.copy(triage.resolve("verdict.json"), triage.resolve("tokenizer.json"));
        assertRefused("tokenizer.json", () -> policy.load(triage)).hasMessageContaining("altered");
        Files.delete(triage.resolve("tokenizer.json"));
        Files.createSymbolicLink(triage.resolve("tokenizer.json"), folder.resolve("kept"));
        assertRefused("tokenizer.json", () -> policy.load(triage)).hasMessageContaining("links");
    }

    @Test
    void verify_moreThanAllowed_isRefusedBeforeItIsInMemory() {
        AdapterSignatures.sign(triage, ANA);

        assertThatThrownBy(() -> policy(rule("*", 1, "ana")).withMostBytes(1000).load(triage))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("1000 bytes");
    }

    @Test
    void verify_theSignatureOfNothing_isRefused() throws Exception {
        // Some verifiers of ECDSA took r = s = 0 for a signature of anything (CVE-2022-21449).
        AdapterSignatures.sign(triage, ANA);
        String bundle = Files.readString(triage.resolve("model.sig"));
        Files.writeString(
                triage.resolve("model.sig"), bundle.replaceAll("\"sig\":\"[^\"]*\"", "\"sig\":\"MAYCAQACAQA=\""));

        assertRefused("model.sig", () -> policy(rule("*", 1, "ana")).load(triage));
    }

    @Test
    void policy_oneSignerUnderTwoNamesOrUnknownOrTooMany_isRefused() {
        assertThatThrownBy(() -> policy().withSigner("anna", TrustedSigner.key(ANA.publicKey())))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> policy(rule("*", 1, "nobody")))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> rule("*", 2, "ana")).isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> rule("*", 0, "ana")).isInstanceOf(TrustException.class);
    }

    @Test
    void signer_keyOfAnotherPair_isRefused() {
        KeyPair one = TestCertificates.keys("secp256r1");
        KeyPair two = TestCertificates.keys("secp256r1");

        assertThatThrownBy(() -> Signer.key(one.getPrivate(), two.getPublic()))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("does not belong");
    }
}
