package io.adapt4j.registry;

import io.adapt4j.ContentHash;
import java.util.List;

/** What can be done in a {@link RegistryStore#write}. It sees its own changes. */
public interface StoreWriter extends StoreReader {
    /** Adds an object, unless it is there with these bytes; one that is there with others is damaged, and replaced. */
    ContentHash putObject(byte[] content);

    /** Adds or replaces a record. */
    void put(String key, byte[] content);

    /** Removes a record, if it is there. */
    void delete(String key);

    /** The hashes of all objects, in any order. */
    List<ContentHash> objects();

    /**
     * Removes an object, if it is there.
     *
     * @return how many bytes it had
     */
    long deleteObject(ContentHash hash);
}
