package io.adapt4j.trust;

import com.google.common.io.ByteStreams;
import io.adapt4j.error.StorageException;
import io.adapt4j.error.TrustException;
import io.adapt4j.format.DurableFiles;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An adapter's files encrypted at rest, in one file, so that none can be left out, put in the place of another or taken from
 * another version. The content is encrypted with AES-256-GCM ({@link SegmentCipher}) under a fresh key, which is in the file
 * encrypted with the caller's. The caller's key may live in a device, for it is only asked to encrypt and decrypt those 32 bytes.
 * Encryption says nothing about who made an adapter: verify what comes out with a {@link TrustPolicy}.
 */
public final class SealedFiles {
    private static final byte[] MAGIC = "ADAPT4J1".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int WRAPPED = KEY_BYTES + SegmentCipher.TAG;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SealedFiles() {}

    /**
     * Encrypts files to a file, all or nothing, in place of one that is there.
     *
     * @param files the content of each by its path
     * @param key for AES with 256 bits, used for at most 2^32 files
     */
    public static void write(Path file, SortedMap<String, byte[]> files, SecretKey key) {
        requireAes256(key);
        Path target = file.toAbsolutePath();
        Path directory = target.resolveSibling("");
        try {
            Path fresh = Files.createTempFile(directory, ".", ".sealed");
            try {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh))) {
                    encrypt(files, key, out);
                }
                try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                DurableFiles.move(fresh, target);
                DurableFiles.forceNames(directory);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot write " + target + ": " + e + "; what was there before is still there", e);
        } catch (GeneralSecurityException | ProviderException e) {
            throw new TrustException("The key", "cannot be used for AES-GCM: " + e.getMessage(), e);
        }
    }

    private static void encrypt(SortedMap<String, byte[]> files, SecretKey key, OutputStream out)
            throws IOException, GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(8 * KEY_BYTES);
        SecretKey fresh = generator.generateKey();
        byte[] nonce = new byte[SegmentCipher.NONCE];
        RANDOM.nextBytes(nonce);
        out.write(MAGIC);
        out.write(nonce);
        out.write(wrap(Cipher.ENCRYPT_MODE, key, nonce, fresh.getEncoded()));
        SegmentCipher cipher = new SegmentCipher(fresh, Cipher.ENCRYPT_MODE);
        try (InputStream plain = plain(files)) {
            byte[] segment = new byte[SegmentCipher.SEGMENT];
            byte[] following = new byte[SegmentCipher.SEGMENT];
            int length = ByteStreams.read(plain, segment, 0, segment.length);
            boolean last = false;
            while (!last) {
                int more = ByteStreams.read(plain, following, 0, following.length);
                last = more == 0;
                out.write(cipher.next(segment, length, last));
                byte[] done = segment;
                segment = following;
                following = done;
                length = more;
            }
        }
    }

    /** Names and lengths of all files, then their contents. */
    private static InputStream plain(SortedMap<String, byte[]> files) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(head);
        data.writeInt(files.size());
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            data.writeUTF(file.getKey());
            data.writeInt(file.getValue().length);
        }
        List<InputStream> parts = new ArrayList<>();
        parts.add(new ByteArrayInputStream(head.toByteArray()));
        files.values().forEach(content -> parts.add(new ByteArrayInputStream(content)));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    /**
     * Decrypts what {@link #write} has written; nothing is returned before all of it is authenticated.
     *
     * @throws TrustException when it was altered or cut, or the key is another one
     */
    public static SortedMap<String, byte[]> read(Path file, SecretKey key) {
        requireAes256(key);
        String name = String.valueOf(file.getFileName());
        try (InputStream in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(MAGIC.length);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new TrustException(name, "is no file of encrypted adapters, or of another version");
            }
            byte[] nonce = in.readNBytes(SegmentCipher.NONCE);
            byte[] wrapped = in.readNBytes(WRAPPED);
            if (wrapped.length < WRAPPED) {
                throw new TrustException(name, "was cut");
            }
            SecretKey fresh = new SecretKeySpec(wrap(Cipher.DECRYPT_MODE, key, nonce, wrapped), "AES");
            return files(name, new DataInputStream(new DecryptedStream(name, in, fresh)), Files.size(file));
        } catch (AEADBadTagException e) {
            throw new TrustException(name, "was altered, or is encrypted with another key", e);
        } catch (EOFException e) {
            throw new TrustException(name, "ends before all of its files", e);
        } catch (IOException | OutOfMemoryError e) {
            throw new TrustException(name, "cannot be read: " + e, e);
        } catch (GeneralSecurityException | ProviderException e) {
            throw new TrustException("The key", "cannot be used for AES-GCM: " + e.getMessage(), e);
        }
    }

    private static SortedMap<String, byte[]> files(String name, DataInputStream in, long most) throws IOException {
        Map<String, Integer> lengths = new LinkedHashMap<>();
        long total = 0;
        for (int i = in.readInt(); i > 0; i--) {
            String file = in.readUTF();
            int length = in.readInt();
            total += length;
            if (length < 0 || total > most || lengths.put(file, length) != null) {
                throw new TrustException(name, "lists files that it cannot hold");
            }
        }
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Map.Entry<String, Integer> file : lengths.entrySet()) {
            byte[] content = new byte[file.getValue()];
            in.readFully(content);
            files.put(file.getKey(), content);
        }
        if (in.read() >= 0) {
            throw new TrustException(name, "goes on after its files");
        }
        return files;
    }

    private static byte[] wrap(int mode, SecretKey key, byte[] nonce, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * SegmentCipher.TAG, nonce));
        cipher.updateAAD(MAGIC);
        return cipher.doFinal(input);
    }

    private static void requireAes256(SecretKey key) {
        byte[] encoded = key.getEncoded();
        if (!key.getAlgorithm().equals("AES") || (encoded != null && encoded.length != KEY_BYTES)) {
            throw new TrustException(
                    "The key",
                    "should be one of 256 bits for AES, but is one of "
                            + (encoded == null ? "unknown" : 8 * encoded.length) + " bits for " + key.getAlgorithm());
        }
    }
}
