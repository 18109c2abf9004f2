package io.adapt4j.trust;

import io.adapt4j.error.TrustException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys and certificates in PEM: {@code PUBLIC KEY}, {@code PRIVATE KEY} (PKCS #8, not encrypted) and {@code CERTIFICATE}. Private
 * keys are better kept in a {@link java.security.KeyStore}.
 */
public final class Pem {
    /** What may be signed with, for messages. */
    static final String SUPPORTED = "supported are ECDSA over P-256, P-384 and P-521, and Ed25519";

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----\\s([A-Za-z0-9+/=\\s]*+)-----END \\1-----");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "Ed25519");

    private Pem() {}

    /** @throws TrustException when the file cannot be read or holds no public key of a supported kind */
    public static PublicKey publicKey(Path file) {
        return publicKey(name(file), read(file));
    }

    /** @throws TrustException when the file cannot be read or holds no private key of a supported kind */
    public static PrivateKey privateKey(Path file) {
        byte[] der = single(name(file), read(file), "PRIVATE KEY");
        return key(name(file), new PKCS8EncodedKeySpec(der), KeyFactory::generatePrivate);
    }

    /** All certificates of a file, in its order; at least one. */
    public static List<X509Certificate> certificates(Path file) {
        return certificates(name(file), read(file));
    }

    static PublicKey publicKey(String file, String pem) {
        byte[] der = single(file, pem, "PUBLIC KEY");
        PublicKey key = key(file, new X509EncodedKeySpec(der), KeyFactory::generatePublic);
        if (SignatureScheme.of(key).isEmpty()) {
            throw unsupported(file);
        }
        return key;
    }

    static List<X509Certificate> certificates(String file, String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (byte[] der : blocks(file, pem, "CERTIFICATE")) {
            certificates.add(certificate(file, der));
        }
        return certificates;
    }

    static X509Certificate certificate(String file, byte[] der) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            X509Certificate certificate = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
            // What follows on a certificate is not looked at by the factory.
            if (!Arrays.equals(certificate.getEncoded(), der)) {
                throw new TrustException(file, "holds a certificate with bytes that are no part of it");
            }
            return certificate;
        } catch (CertificateException e) {
            throw new TrustException(file, "holds a certificate that cannot be parsed: " + e.getMessage(), e);
        }
    }

    /** A public key as PEM, in lines of 64 characters. */
    public static String encode(PublicKey key) {
        return encode("PUBLIC KEY", key.getEncoded());
    }

    /** A certificate as PEM, in lines of 64 characters. */
    public static String encode(X509Certificate certificate) {
        try {
            return encode("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalArgumentException("The certificate has no encoded form", e);
        }
    }

    private static String encode(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static byte[] single(String file, String pem, String label) {
        List<byte[]> blocks = blocks(file, pem, label);
        if (blocks.size() > 1) {
            throw new TrustException(file, "should hold one " + label + ", but holds " + blocks.size());
        }
        return blocks.get(0);
    }

    private static List<byte[]> blocks(String file, String pem, String label) {
        List<byte[]> found = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(pem);
        while (matcher.find()) {
            labels.add(matcher.group(1));
            if (matcher.group(1).equals(label)) {
                try {
                    found.add(Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", "")));
                } catch (IllegalArgumentException e) {
                    throw new TrustException(file, "holds a " + label + " that is not Base64", e);
                }
            }
        }
        if (found.isEmpty()) {
            throw new TrustException(
                    file,
                    "should hold PEM with a " + label + ", but holds " + labels
                            + "; other forms of keys can be converted with openssl pkey or kept in a KeyStore");
        }
        return found;
    }

    private static <K> K key(String file, KeySpec spec, Generator<K> generator) {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return generator.generate(KeyFactory.getInstance(algorithm), spec);
            } catch (GeneralSecurityException e) {
                // It is a key of another algorithm.
            }
        }
        throw unsupported(file);
    }

    private static TrustException unsupported(String file) {
        return new TrustException(file, "holds a key of an unsupported kind; " + SUPPORTED);
    }

    private interface Generator<K> {
        K generate(KeyFactory factory, KeySpec spec) throws GeneralSecurityException;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new TrustException(name(file), "cannot be read: " + e, e);
        }
    }
}
