package io.adapt4j.trust;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.TrustException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a signature says: an in-toto Statement v1 with the predicate of <a
 * href="https://github.com/ossf/model-signing-spec">OpenSSF Model Signing</a> 1.0, which lists files and their SHA-256. Files
 * are listed whole; statements that list them in shards can be read.
 *
 * @param name what the files are called together
 * @param digests by name of the resource, in the order listed: a file, or {@code file:start:end}
 * @param shardSize the bytes of a shard; 0 where files are listed whole
 */
record Statement(String name, Map<String, String> digests, long shardSize) {
    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    private static final String TYPE = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";
    private static final String SHA256 = "sha256";
    private static final HashFunction SHA = Hashing.sha256();

    /** The order of Unicode code points, which is also that of the bytes in UTF-8. */
    private static final Comparator<String> CODE_POINTS =
            Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    /** A statement about files. */
    static Statement of(String name, SortedMap<String, byte[]> files) {
        if (name.isEmpty()) {
            throw new TrustException("The signature", "cannot be made for an adapter without a name");
        }
        if (files.isEmpty()) {
            throw new TrustException(name, "has no files to sign");
        }
        SortedMap<String, String> sorted = new TreeMap<>(CODE_POINTS);
        sorted.putAll(digests(files, 0));
        sorted.keySet().forEach(file -> ResourceNames.require(file, file));
        return new Statement(name, sorted, 0);
    }

    /** The SHA-256 over all digests: OMS, section 6.5.1. */
    ContentHash root() {
        Hasher hasher = SHA.newHasher();
        digests.values()
                .forEach(digest ->
                        hasher.putBytes(BaseEncoding.base16().lowerCase().decode(digest)));
        return ContentHash.of(hasher);
    }

    byte[] write() {
        JsonObject digest = new JsonObject();
        digest.addProperty(SHA256, root().hex());
        JsonObject subject = new JsonObject();
        subject.addProperty("name", name);
        subject.add("digest", digest);
        JsonArray subjects = new JsonArray();
        subjects.add(subject);
        JsonArray resources = new JsonArray();
        digests.forEach((file, hash) -> {
            JsonObject resource = new JsonObject();
            resource.addProperty("name", file);
            resource.addProperty("digest", hash);
            resource.addProperty("algorithm", SHA256);
            resources.add(resource);
        });
        JsonArray ignored = new JsonArray();
        DirectoryFiles.IGNORED.forEach(ignored::add);
        AdapterSignatures.NAMES.forEach(ignored::add);
        JsonObject serialization = new JsonObject();
        serialization.addProperty("method", "files");
        serialization.addProperty("hash_type", SHA256);
        serialization.addProperty("allow_symlinks", false);
        serialization.add("ignore_paths", ignored);
        JsonObject predicate = new JsonObject();
        predicate.add("resources", resources);
        predicate.add("serialization", serialization);
        JsonObject statement = new JsonObject();
        statement.addProperty("_type", TYPE);
        statement.add("subject", subjects);
        statement.addProperty("predicateType", PREDICATE_TYPE);
        statement.add("predicate", predicate);
        return JsonLayout.COMPACT.write(statement);
    }

    /**
     * Reads a statement.
     *
     * @param file the file of the signature, for messages
     */
    static Statement parse(String file, byte[] bytes) {
        JsonObject statement = StrictJson.parse(file, bytes);
        StrictJson.members(file, statement, Set.of("_type", "subject", "predicateType", "predicate"), Set.of());
        expect(file, statement, "_type", TYPE);
        expect(file, statement, "predicateType", PREDICATE_TYPE);
        JsonArray subjects = StrictJson.array(file, statement, "subject");
        if (subjects.size() != 1 || !subjects.get(0).isJsonObject()) {
            throw StrictJson.wrong(file, "subject", "one subject", subjects);
        }
        JsonObject subject = subjects.get(0).getAsJsonObject();
        JsonObject predicate = StrictJson.object(file, statement, "predicate");
        StrictJson.members(file, predicate, Set.of("resources", "serialization"), Set.of());
        long shardSize = shardSize(file, StrictJson.object(file, predicate, "serialization"));
        String name = StrictJson.string(file, subject, "name");
        Map<String, String> digests = new LinkedHashMap<>();
        for (JsonElement element : StrictJson.array(file, predicate, "resources")) {
            if (!(element instanceof JsonObject resource)) {
                throw StrictJson.wrong(file, "resources", "objects", element);
            }
            expect(file, resource, "algorithm", SHA256);
            String listed = StrictJson.string(file, resource, "name");
            // The reference implementation calls a single file, signed without a directory, by this name.
            String path = listed.equals(".") ? name : listed;
            ResourceNames.require(file, shardSize > 0 ? ResourceNames.fileOf(path) : path);
            if (digests.put(path, digest(file, resource, "digest")) != null) {
                throw new TrustException(file, "lists \"" + path + "\" twice");
            }
        }
        if (name.isEmpty() || digests.isEmpty()) {
            throw new TrustException(file, "names nothing that it would be a signature of");
        }
        Statement read = new Statement(name, digests, shardSize);
        String root = digest(file, StrictJson.object(file, subject, "digest"), SHA256);
        if (!read.root().hex().equals(root)) {
            throw new TrustException(file, "has a root digest that is not the one of the files that it lists");
        }
        return read;
    }

    private static long shardSize(String file, JsonObject serialization) {
        StrictJson.members(
                file,
                serialization,
                Set.of("method", "hash_type", "allow_symlinks"),
                Set.of("shard_size", "ignore_paths"));
        expect(file, serialization, "hash_type", SHA256);
        if (StrictJson.bool(file, serialization, "allow_symlinks")) {
            throw new TrustException(file, "was made following symbolic links, which are not allowed in an adapter");
        }
        String method = StrictJson.string(file, serialization, "method");
        if (method.equals("files") && !serialization.has("shard_size")) {
            return 0;
        }
        if (method.equals("shards")) {
            return StrictJson.count(file, serialization, "shard_size");
        }
        throw new TrustException(
                file, "has the serialization method \"" + method + "\"; supported are \"files\" and \"shards\"");
    }

    private static String digest(String file, JsonObject object, String member) {
        String digest = StrictJson.string(file, object, member);
        if (!digest.matches("[0-9a-f]{64}")) {
            throw StrictJson.wrong(file, member, "64 lower-case hexadecimal digits", object.get(member));
        }
        return digest;
    }

    private static void expect(String file, JsonObject object, String member, String expected) {
        String given = StrictJson.string(file, object, member);
        if (!given.equals(expected)) {
            throw new TrustException(
                    file, "has the " + member + " \"" + given + "\"; supported is \"" + expected + "\"");
        }
    }

    /** Throws unless the files are those of the statement: none altered, none missing, none more. */
    void check(String signature, SortedMap<String, byte[]> files) {
        Map<String, String> actual = digests(files, shardSize);
        Map<String, byte[]> unseen = new TreeMap<>(files);
        digests.forEach((resource, digest) -> {
            String file = shardSize > 0 ? ResourceNames.fileOf(resource) : resource;
            if (!files.containsKey(file)) {
                throw new TrustException(file, "is missing: " + signature + " lists it");
            }
            if (!digest.equals(actual.get(resource))) {
                throw new TrustException(file, "was altered: it is not the file that " + signature + " lists");
            }
            unseen.remove(file);
        });
        for (String file : unseen.keySet()) {
            throw new TrustException(file, "is not covered by " + signature + "; it was added after signing");
        }
        if (actual.size() != digests.size()) {
            throw new TrustException(signature, "does not list all shards of its files");
        }
    }

    private static Map<String, String> digests(SortedMap<String, byte[]> files, long shardSize) {
        Map<String, String> digests = new TreeMap<>();
        files.forEach((file, bytes) -> {
            if (shardSize == 0) {
                digests.put(file, SHA.hashBytes(bytes).toString());
            }
            for (long start = 0; shardSize > 0 && start < bytes.length; start += shardSize) {
                int end = (int) Math.min(bytes.length, start + shardSize);
                digests.put(
                        file + ":" + start + ":" + end,
                        SHA.hashBytes(bytes, (int) start, end - (int) start).toString());
            }
        });
        return digests;
    }
}
