package io.adapt4j.trust;

import com.google.common.io.ByteStreams;
import io.adapt4j.error.TrustException;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** What {@link SegmentCipher} has encrypted, of which no byte is given before its segment is authenticated. */
final class DecryptedStream extends InputStream {
    private final String file;
    private final InputStream in;
    private final SegmentCipher cipher;
    private byte[] encrypted = new byte[SegmentCipher.SEGMENT + SegmentCipher.TAG];
    private byte[] following = new byte[SegmentCipher.SEGMENT + SegmentCipher.TAG];
    private byte[] plain = new byte[0];
    private int length;
    private int position;
    private boolean last;

    DecryptedStream(String file, InputStream in, SecretKey key) throws IOException {
        this.file = file;
        this.in = in;
        this.cipher = new SegmentCipher(key, Cipher.DECRYPT_MODE);
        this.length = ByteStreams.read(in, encrypted, 0, encrypted.length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        while (position == plain.length) {
            if (last) {
                return -1;
            }
            decrypt();
        }
        int given = Math.min(count, plain.length - position);
        System.arraycopy(plain, position, into, offset, given);
        position += given;
        return given;
    }

    private void decrypt() throws IOException {
        int more = ByteStreams.read(in, following, 0, following.length);
        last = more == 0;
        if (length < SegmentCipher.TAG) {
            throw new TrustException(file, "was cut");
        }
        try {
            plain = cipher.next(encrypted, length, last);
            position = 0;
        } catch (GeneralSecurityException e) {
            throw new TrustException(file, "was altered or cut", e);
        }
        byte[] done = encrypted;
        encrypted = following;
        following = done;
        length = more;
    }
}
