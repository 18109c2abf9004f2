package io.adapt4j.trust;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.TrustException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others have published: a vector of DSSE, bundles of the reference implementation, vectors of its specification. */
class OmsVectorsTest {
    private static final Path VECTORS = Path.of("src/test/resources/oms");
    private static final TrustRule ANY = new TrustRule(List.of("*"), new TreeSet<>(List.of("them")), 1, true);
    private static final TrustPolicy BY_KEY = TrustPolicy.none()
            .withSigner("them", TrustedSigner.key(Pem.publicKey(VECTORS.resolve("signing-key-pub.pem"))))
            .withRule(ANY);
    private static final TrustPolicy BY_CERTIFICATE = TrustPolicy.none()
            .withSigner(
                    "them",
                    TrustedSigner.certificate(Pem.certificates(VECTORS.resolve("ca-cert.pem")), "CN=intermediate-ca"))
            .withRule(ANY)
            .withClock(Clock.fixed(TestCertificates.NOW, ZoneOffset.UTC));

    /** The files of the reference implementation's tests. */
    private static SortedMap<String, byte[]> files(String vector, String first) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("signme-1", first.getBytes(US_ASCII));
        files.put("signme-2", "signme-2".getBytes(US_ASCII));
        files.put("model.sig", Files.readAllBytes(VECTORS.resolve(vector + ".sig")));
        return files;
    }

    @Test
    void preAuthenticationEncoding_vectorOfTheProtocol_isAsPublishedAndItsSignatureVerifies() throws Exception {
        byte[] encoded = Dsse.preAuthenticationEncoding("http://example.com/HelloWorld", "hello world".getBytes(UTF_8));
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(
                        new ECPoint(
                                new BigInteger(
                                        "46950820868899156662930047687818585632848591499744589407958293238635476079160"),
                                new BigInteger(
                                        "5640078356564379163099075877009565129882514886557779369047442380624545832820")),
                        curve.getParameterSpec(ECParameterSpec.class))));
        signature.update(encoded);

        assertThat(new String(encoded, UTF_8)).isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
        assertThat(
                        signature.verify(
                                Base64.getDecoder()
                                        .decode(
                                                "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.0.1-elliptic-key", "v1.1.0-elliptic-key", "spec-key"})
    void verify_bundleOfTheReferenceImplementationByKey_isTrusted(String vector) throws IOException {
        VerifiedFiles verified = BY_KEY.verify("any", files(vector, "signme-1\n"));

        assertThat(verified.signers()).containsExactly("them");
        // As it is in the bundles.
        assertThat(verified.rootDigest().hex())
                .isEqualTo("92745110b1ab4368471cbe31664e10174e954b113a3df333db860317b2c6dec4");
    }

    @Test
    void verify_bundleOfTheReferenceImplementationOfASingleFile_isTrusted() throws IOException {
        SortedMap<String, byte[]> files = files("v1.0.0-elliptic-key", "signme-1\n");
        files.remove("signme-2");

        assertThat(BY_KEY.verify("any", files).files()).containsOnlyKeys("signme-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.0.1-certificate", "v1.1.0-certificate"})
    void verify_bundleOfTheReferenceImplementationByCertificate_isTrusted(String vector) throws IOException {
        assertThat(BY_CERTIFICATE.verify("any", files(vector, "signme-1")).signers())
                .containsExactly("them");
    }

    @Test
    void verify_vectorOfTheSpecificationByCertificate_isTrusted() throws IOException {
        assertThat(BY_CERTIFICATE
                        .verify("any", files("spec-certificate", "signme-1\n"))
                        .signers())
                .containsExactly("them");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid-empty",
                "invalid-missing-envelope",
                "invalid-missing-tlog-entries",
                "invalid-missing-verification-material",
                "invalid-wrong-predicate"
            })
    void verify_invalidVectorOfTheSpecification_isRefused(String vector) throws IOException {
        SortedMap<String, byte[]> files = files(vector, "signme-1\n");

        for (TrustPolicy policy : List.of(BY_KEY, BY_CERTIFICATE)) {
            assertThatThrownBy(() -> policy.verify("any", files))
                    .isInstanceOfSatisfying(
                            TrustException.class, e -> assertThat(e.file()).isEqualTo("model.sig"));
        }
    }

    @Test
    void hint_ofTheReferenceKey_isAsInItsBundles() {
        assertThat(Signer.hint(Pem.publicKey(VECTORS.resolve("signing-key-pub.pem"))))
                .isEqualTo("e8450dec4eb99dae995da9af1bc2cc9f76ed669ee2e744f57abba763df3e3f8e");
    }
}
