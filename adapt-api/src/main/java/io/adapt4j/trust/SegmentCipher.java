package io.adapt4j.trust;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM over a stream cut into segments, each authenticated with its number and whether it is the last, so that segments
 * cannot be left out, repeated or put in another order, nor the stream cut at the border of one: the construction STREAM of
 * Hoang, Reyhanitabar, Rogaway and Viz&aacute;r, <a href="https://eprint.iacr.org/2015/189">Online Authenticated-Encryption and its
 * Nonce-Reuse Misuse-Resistance</a>, CRYPTO 2015, with a key that is used for one stream only.
 */
final class SegmentCipher {
    /** The bytes of a segment before encryption; the last one may have fewer. */
    static final int SEGMENT = 1 << 16;

    static final int TAG = 16;
    static final int NONCE = 12;

    private final SecretKey key;
    private final int mode;
    private long number;

    /**
     * @param key used for nothing else
     * @param mode {@link Cipher#ENCRYPT_MODE} or {@link Cipher#DECRYPT_MODE}
     */
    SegmentCipher(SecretKey key, int mode) {
        this.key = key;
        this.mode = mode;
    }

    /** The next segment, encrypted or decrypted. */
    byte[] next(byte[] segment, int length, boolean last) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE)
                .putLong(3, number++)
                .put(NONCE - 1, (byte) (last ? 1 : 0))
                .array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
        return cipher.doFinal(segment, 0, length);
    }
}
