package io.adapt4j.registry;

import io.adapt4j.ContentHash;
import java.util.Optional;
import java.util.SortedMap;

/** What can be read of a {@link RegistryStore}, outside of a {@link RegistryStore#write} and within one. */
public interface StoreReader {
    /**
     * An object.
     *
     * @return its bytes as they are in the store, which the caller compares with the hash; empty when there is none
     */
    Optional<byte[]> object(ContentHash hash);

    /** A record's bytes; empty when there is none of that key. Takes one look at the store and is cheap enough for polling. */
    Optional<byte[]> record(String key);

    /**
     * The records whose keys begin with a text, in the order of their keys. Such a text is empty or ends with a slash. Each
     * record is whole; those of different keys may be from different moments, where this is not called within a write.
     * One that is there and cannot be read has no bytes, so that it does not hide the others.
     */
    SortedMap<String, byte[]> records(String prefix);
}
