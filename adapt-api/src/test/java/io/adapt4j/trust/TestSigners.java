package io.adapt4j.trust;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.TestAdapters;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/** Signers for tests, and policies that know them. */
final class TestSigners {
    static final Clock CLOCK = Clock.fixed(TestCertificates.NOW, ZoneOffset.UTC);
    static final Signer ANA = keyOwner("secp256r1");
    static final Signer BEN = keyOwner("Ed25519");
    static final Signer EVE = keyOwner("secp256r1");

    static final KeyPair AUTHORITY = TestCertificates.keys("secp256r1");
    static final X509Certificate ROOT = TestCertificates.root(AUTHORITY, "CN=Root");
    static final KeyPair RELEASE_KEYS = TestCertificates.keys("secp384r1");
    static final X509Certificate RELEASE = TestCertificates.signer(
            AUTHORITY, "CN=Root", RELEASE_KEYS, "CN=Release,O=Example", Instant.parse("2026-12-01T00:00:00Z"));

    private TestSigners() {}

    static Signer keyOwner(String curve) {
        KeyPair keys = TestCertificates.keys(curve);
        return Signer.key(keys.getPrivate(), keys.getPublic());
    }

    static Signer release() {
        return Signer.certificate(RELEASE_KEYS.getPrivate(), List.of(RELEASE, ROOT));
    }

    /** Knows Ana and Ben by their keys, and the release by its certificate. */
    static TrustPolicy policy(TrustRule... rules) {
        TrustPolicy policy = TrustPolicy.none()
                .withClock(CLOCK)
                .withSigner("ana", TrustedSigner.key(ANA.publicKey()))
                .withSigner("ben", TrustedSigner.key(BEN.publicKey()))
                .withSigner("release", TrustedSigner.certificate(List.of(ROOT), "cn=release, o=Example"));
        for (TrustRule rule : rules) {
            policy = policy.withRule(rule);
        }
        return policy;
    }

    static TrustRule rule(String adapters, int required, String... signers) {
        return new TrustRule(List.of(adapters), new TreeSet<>(List.of(signers)), required, false);
    }

    /** An adapter with a document, saved as {@code triage}. */
    static Path save(Path folder) {
        JsonObject verdict = new JsonObject();
        verdict.addProperty("passed", true);
        Adapter adapter = TestAdapters.classifier(1).withDocument("verdict", verdict);
        Path directory = folder.resolve("triage");
        adapter.save(directory);
        return directory;
    }

    static SortedMap<String, byte[]> files(Path directory) {
        return DirectoryFiles.read(directory, 1 << 24);
    }
}
