package io.adapt4j.trust;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.security.auth.x500.X500Principal;

/** Keys, and certificates of version 3 that are written byte by byte. */
final class TestCertificates {
    static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    /** ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
    private static final byte[] ALGORITHM = element(0x30, bytes(6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));

    private TestCertificates() {}

    static KeyPair keys(String curve) {
        try {
            if (curve.equals("Ed25519")) {
                return KeyPairGenerator.getInstance(curve).generateKeyPair();
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A root that is valid from 2026-01-01 to 2027-01-01. */
    static X509Certificate root(KeyPair keys, String name) {
        return certificate(keys, name, keys, name, true, Instant.parse("2027-01-01T00:00:00Z"));
    }

    /** The certificate of a signer, valid from 2026-01-01. */
    static X509Certificate signer(KeyPair issuer, String issuerName, KeyPair keys, String name, Instant until) {
        return certificate(issuer, issuerName, keys, name, false, until);
    }

    static X509Certificate certificate(
            KeyPair issuer, String issuerName, KeyPair keys, String name, boolean authority, Instant until) {
        byte[] time = concat(element(0x17, ascii("260101000000Z")), element(0x17, ascii(UTC_TIME.format(until))));
        // basicConstraints, critical; keyUsage, critical: keyCertSign, or digitalSignature
        byte[] extensions = concat(
                extension(0x13, authority ? bytes(0x30, 3, 1, 1, 0xff) : bytes(0x30, 0)),
                extension(0x0f, authority ? bytes(3, 2, 2, 4) : bytes(3, 2, 7, 0x80)));
        byte[] signed = element(
                0x30,
                concat(
                        bytes(0xa0, 3, 2, 1, 2),
                        element(2, BigInteger.valueOf(name.hashCode() & 0xffff).toByteArray()),
                        ALGORITHM,
                        new X500Principal(issuerName).getEncoded(),
                        element(0x30, time),
                        new X500Principal(name).getEncoded(),
                        keys.getPublic().getEncoded(),
                        element(0xa3, element(0x30, extensions))));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(issuer.getPrivate());
            signature.update(signed);
            byte[] whole = element(0x30, concat(signed, ALGORITHM, element(3, concat(bytes(0), signature.sign()))));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A critical extension of 2.5.29. */
    private static byte[] extension(int number, byte[] value) {
        return element(0x30, concat(bytes(6, 3, 0x55, 0x1d, number), bytes(1, 1, 0xff), element(4, value)));
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte[] header = length < 0x80
                ? bytes(tag, length)
                : length < 0x100 ? bytes(tag, 0x81, length) : bytes(tag, 0x82, length >> 8, length);
        return concat(header, content);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
