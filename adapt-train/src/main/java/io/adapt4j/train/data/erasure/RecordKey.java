package io.adapt4j.train.data.erasure;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.train.data.quality.NormalisedText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes entries of texts: 64 bits of the HMAC-SHA-256 (RFC 2104) of their normalised form. */
final class RecordKey {
    /** What the check of a key is made of; no normalised text begins with a space. */
    private static final String CHECK = " key";

    private final Mac mac;

    /** @param salt of the data set; with the secret it is the key */
    RecordKey(byte[] salt, byte[] secret) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            byte[] key = ByteBuffer.allocate(salt.length + secret.length)
                    .put(salt)
                    .put(secret)
                    .array();
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
        } catch (GeneralSecurityException e) {
            throw new UnsupportedFeatureException("This JVM has no HmacSHA256", e);
        }
    }

    long entry(String text) {
        return bits(NormalisedText.of(text));
    }

    /** By which a wrong secret is told from a right one. */
    long check() {
        return bits(CHECK);
    }

    private long bits(String text) {
        return ByteBuffer.wrap(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }
}
