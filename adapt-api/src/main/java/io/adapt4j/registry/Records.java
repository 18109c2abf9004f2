package io.adapt4j.registry;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON under a first line with the format's version and a hash over key and JSON, by which a record that was altered,
 * cut short or put in the place of another shows.
 *
 * @param reader where they are read
 * @param place the store's name, for messages
 */
record Records(StoreReader reader, String place) {
    private static final String FORMAT = "adapt4j-record 1 ";
    private static final int HASH_DIGITS = 64;

    /** The bytes of a record. */
    static byte[] write(String key, JsonObject content) {
        byte[] json = Json.write(content);
        byte[] head = (FORMAT + hash(key, json) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] record = Arrays.copyOf(head, head.length + json.length);
        System.arraycopy(json, 0, record, head.length, json.length);
        return record;
    }

    private static String hash(String key, byte[] json) {
        Hasher hasher = Hashing.sha256().newHasher();
        hasher.putString(key, StandardCharsets.US_ASCII).putByte((byte) 0).putBytes(json);
        return hasher.hash().toString();
    }

    /** A record, or nothing where there is none of that key. */
    <T> Optional<T> get(String key, Function<JsonObject, T> codec) {
        return reader.record(key).map(bytes -> read(key, bytes, codec));
    }

    /**
     * All records whose keys begin so.
     *
     * @param damaged is given the key of each that cannot be read, and what is wrong with it
     */
    <T> SortedMap<String, T> all(
            String prefix, Function<JsonObject, T> codec, BiConsumer<String, DamagedRegistryException> damaged) {
        SortedMap<String, T> all = new TreeMap<>();
        reader.records(prefix).forEach((key, bytes) -> {
            try {
                all.put(key, read(key, bytes, codec));
            } catch (DamagedRegistryException e) {
                damaged.accept(key, e);
            }
        });
        return all;
    }

    /** All records whose keys begin so, none of which may be damaged. */
    <T> SortedMap<String, T> all(String prefix, Function<JsonObject, T> codec) {
        return all(prefix, codec, (key, damage) -> {
            throw damage;
        });
    }

    private <T> T read(String key, byte[] bytes, Function<JsonObject, T> codec) {
        int start = FORMAT.length() + HASH_DIGITS + 1;
        if (bytes.length < start) {
            throw damaged(key, "is cut short: it has " + bytes.length + " bytes", null);
        }
        byte[] json = Arrays.copyOfRange(bytes, start, bytes.length);
        String head = new String(bytes, 0, start, StandardCharsets.ISO_8859_1);
        if (!head.startsWith(FORMAT)) {
            throw damaged(key, "does not begin with \"" + FORMAT + "\", the format that this version reads", null);
        }
        if (!head.equals(FORMAT + hash(key, json) + "\n")) {
            throw damaged(key, "was altered: its hash is " + hash(key, json), null);
        }
        try {
            return codec.apply(Json.parse(key, json));
        } catch (RuntimeException e) {
            throw damaged(key, "is not what this version writes: " + e.getMessage(), e);
        }
    }

    private DamagedRegistryException damaged(String key, String what, @Nullable Throwable cause) {
        return new DamagedRegistryException("The record " + key + " of the registry " + place + " " + what, cause);
    }
}
