package io.adapt4j.trust;

import static io.adapt4j.trust.TestSigners.policy;
import static io.adapt4j.trust.TestSigners.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.adapt4j.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in a device behind PKCS #11, for which SoftHSM stands in where it is installed. */
class Pkcs11Test {
    private static final char[] PIN = "1234".toCharArray();

    @TempDir
    private Path folder;

    /** Runs in a JVM of its own, for SoftHSM finds its tokens by a variable of the environment. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            Path adapter = Path.of(args[1]);
            Provider provider = Security.getProvider("SunPKCS11").configure(args[0]);
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, PIN);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            store.setKeyEntry("release", keys.getPrivate(), null, new Certificate[] {
                TestCertificates.signer(
                        TestSigners.AUTHORITY,
                        "CN=Root",
                        keys,
                        "CN=Release,O=Example",
                        Instant.parse("2026-12-01T00:00:00Z")),
                TestSigners.ROOT
            });
            assertThat(store.getKey("release", PIN).getEncoded()).isNull(); // it does not leave the device

            Signer signer = Signer.certificate(store, "release", PIN);
            AdapterSignatures.sign(adapter, signer);
            AdapterSignatures.sign(adapter, Signer.key(store, "release", PIN));
            TrustPolicy policy =
                    policy(rule("triage", 1, "release")).withSigner("key", TrustedSigner.key(signer.publicKey()));
            System.out.println(policy.verify(adapter).signers());
        }
    }

    private static Optional<Path> library() {
        return Stream.of("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst();
    }

    @Test
    void sign_keyInADevice_isTrustedAndNeverLeavesIt() throws Exception {
        assumeThat(library()).isPresent();
        Path tokens = Files.createDirectory(folder.resolve("tokens"));
        String settings = Files.writeString(
                        folder.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\nlog.level = ERROR\n")
                .toString();
        ProcessBuilder init = new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "adapters",
                        "--so-pin",
                        "1234",
                        "--pin",
                        "1234")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("init.log").toFile());
        init.environment().put("SOFTHSM2_CONF", settings);
        assertThat(init.start().waitFor())
                .as(() -> "softhsm2-util: " + folder.resolve("init.log"))
                .isZero();
        Path configuration = Files.writeString(
                folder.resolve("pkcs11.cfg"),
                "name = SoftHSM\nlibrary = " + library().orElseThrow() + "\nslotListIndex = 0\n"
                        + "attributes(generate, CKO_PRIVATE_KEY, *) = {\n  CKA_SENSITIVE = true\n  CKA_EXTRACTABLE = false\n}\n");
        ProcessBuilder program = ChildJvm.builder(
                List.of(),
                Program.class,
                configuration.toString(),
                TestSigners.save(folder).toString());
        program.environment().put("SOFTHSM2_CONF", settings);

        assertThat(ChildJvm.run(folder.resolve("log"), program)).contains("[key, release]");
    }
}
