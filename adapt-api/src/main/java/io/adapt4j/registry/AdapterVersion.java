package io.adapt4j.registry;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An adapter as it was registered. Nothing of it ever changes; what is said of it later is in its {@link VersionNotes}.
 *
 * @param content the adapter's own hash, {@link io.adapt4j.Adapter#hash}, which is that of its weights, configuration and task
 *     and leaves out manifest and documents; versions that differ only in these have it in common
 * @param files its files by name, as {@link io.adapt4j.Adapter#save(java.nio.file.Path)} writes them
 * @param registered who registered it first
 */
public record AdapterVersion(
        VersionId id, ContentHash content, SortedMap<String, StoredFile> files, Lineage lineage, Change registered) {

    public AdapterVersion {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** The hash over names and bytes of files, which is the identity of a version that has them. */
    static ContentHash hashOf(SortedMap<String, StoredFile> files) {
        Hasher hasher = Hashing.sha256().newHasher();
        files.forEach((name, file) -> {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            hasher.putInt(bytes.length).putBytes(bytes);
            hasher.putString(file.hash().hex(), StandardCharsets.US_ASCII).putLong(file.size());
        });
        return ContentHash.of(hasher);
    }

    /** The bytes of all its files. */
    public long size() {
        return files.values().stream().mapToLong(StoredFile::size).sum();
    }
}
