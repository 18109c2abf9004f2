package io.adapt4j.train.data.erasure;

import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.StorageException;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Mask;
import io.adapt4j.train.data.policy.Detector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which records an adapter was trained on, without the records: a sorted list of 64 bits of a keyed hash of each text, kept beside
 * the adapter. Texts are compared in their {@link io.adapt4j.train.data.quality.NormalisedText normalised} form. A text that is in
 * the data is always found; one that is not is found with a probability of {@code entries / 2^64}: 5e-14 for a million entries.
 *
 * <p>The hash is salted by the data set, so that the same text has other entries with another data set. Who has the file can still
 * try texts that he guesses, unless a secret was given that he does not have.
 *
 * <p>The file: {@code A4JR}, version, 16 bytes of salt, the check of the key, the number of entries, the entries in ascending order,
 * all big-endian, and the SHA-256 of everything before it.
 */
public final class RecordIndex {
    /** The name of its file in an adapter's directory. */
    public static final String FILE = "training_records.bin";

    private static final int MAGIC = 0x41344a52;
    private static final int VERSION = 1;
    private static final int SALT = 16;
    private static final int HEADER = 2 * Integer.BYTES + SALT + 2 * Long.BYTES;
    private static final int DIGEST = 32;

    private final byte[] salt;
    private final long check;
    private final long[] entries;

    private RecordIndex(byte[] salt, long check, long[] entries) {
        this.salt = salt;
        this.check = check;
        this.entries = entries;
    }

    /**
     * The index of a data set; reads it twice. Take the examples as they were before anything was redacted: it is by these that
     * somebody will ask.
     *
     * @param identifiers what these find in the texts gets an entry of its own, so that one can ask by an e-mail address alone
     * @param secret the key that is needed to ask; may be empty
     */
    public static <E> RecordIndex of(
            ExampleSource<E> source, ExampleKind<E> kind, List<Detector> identifiers, byte[] secret) {
        byte[] salt = Arrays.copyOf(HexFormat.of().parseHex(kind.hash(source).hex()), SALT);
        RecordKey key = new RecordKey(salt, secret);
        try (Stream<E> examples = source.stream()) {
            long[] entries = examples.flatMap(example -> kind.texts(example).stream())
                    .flatMap(text -> Stream.concat(Stream.of(text), found(text, identifiers)))
                    .mapToLong(key::entry)
                    .sorted()
                    .toArray();
            return new RecordIndex(salt, key.check(), distinct(entries));
        }
    }

    /** {@link java.util.stream.LongStream#distinct} would hold them as objects. */
    private static long[] distinct(long[] sorted) {
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    private static Stream<String> found(String text, List<Detector> identifiers) {
        return identifiers.stream()
                .flatMap(detector -> detector.find(text).stream())
                .map((Mask mask) -> text.substring(mask.start(), mask.end()));
    }

    /** The number of entries. */
    public int size() {
        return entries.length;
    }

    /**
     * Whether a text was in the data set, or an identifier in one of its texts.
     *
     * @throws InvalidDataException when the secret is not the one that the index was made with
     */
    public boolean contains(String record, byte[] secret) {
        RecordKey key = new RecordKey(salt, secret);
        if (key.check() != check) {
            throw new InvalidDataException(
                    "The index of records was made with another secret; give the one that was used when it was trained");
        }
        return Arrays.binarySearch(entries, key.entry(record)) >= 0;
    }

    /** The content of its {@link #FILE}. */
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.addExact(HEADER + DIGEST, Math.multiplyExact(entries.length, Long.BYTES)))
                .putInt(MAGIC)
                .putInt(VERSION)
                .put(salt)
                .putLong(check)
                .putLong(entries.length);
        bytes.asLongBuffer().put(entries);
        bytes.position(bytes.position() + entries.length * Long.BYTES);
        bytes.put(Hashing.sha256().hashBytes(bytes.array(), 0, bytes.position()).asBytes());
        return bytes.array();
    }

    /** What the manifest says about it. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("file", FILE);
        json.addProperty("entries", entries.length);
        json.addProperty("hash", ContentHash.of(toBytes()).toString());
        return json;
    }

    /**
     * Writes the index into an adapter's directory, in the place of one that is there.
     *
     * @throws StorageException when it cannot be written; one that was there still is
     */
    public void save(Path adapterDirectory) {
        Path file = adapterDirectory.resolve(FILE);
        Path temporary = adapterDirectory.resolve(FILE + ".tmp");
        try {
            Files.write(temporary, toBytes());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new StorageException("Cannot write the index of records " + file.toAbsolutePath() + ": " + e, e);
        }
    }

    /**
     * Reads the index of an adapter.
     *
     * @throws InvalidDataException when it is missing, truncated or altered
     */
    public static RecordIndex load(Path adapterDirectory) {
        Path file = adapterDirectory.resolve(FILE);
        try {
            return parse(Files.readAllBytes(file), file);
        } catch (IOException e) {
            throw new InvalidDataException("Cannot read the index of records " + file.toAbsolutePath() + ": " + e, e);
        }
    }

    private static RecordIndex parse(byte[] content, Path file) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        if (content.length < HEADER + DIGEST || bytes.getInt() != MAGIC) {
            throw new InvalidDataException(file.toAbsolutePath() + " is not an index of records");
        }
        int version = bytes.getInt();
        if (version != VERSION) {
            throw new InvalidDataException("The index of records " + file.toAbsolutePath() + " has version " + version
                    + ", this library reads version " + VERSION);
        }
        int end = content.length - DIGEST;
        byte[] digest = Hashing.sha256().hashBytes(content, 0, end).asBytes();
        byte[] salt = new byte[SALT];
        long check = bytes.get(salt).getLong();
        long count = bytes.getLong();
        if (!Arrays.equals(digest, Arrays.copyOfRange(content, end, content.length))
                || count * Long.BYTES != end - HEADER) {
            throw new InvalidDataException(
                    "The index of records " + file.toAbsolutePath() + " is truncated or altered");
        }
        long[] entries = new long[(int) count];
        bytes.asLongBuffer().get(entries);
        return new RecordIndex(salt, check, entries);
    }
}
