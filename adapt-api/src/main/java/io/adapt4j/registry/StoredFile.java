package io.adapt4j.registry;

import io.adapt4j.ContentHash;

/**
 * A file of a version.
 *
 * @param size in bytes
 */
public record StoredFile(ContentHash hash, long size) {
    static StoredFile of(byte[] content) {
        return new StoredFile(ContentHash.of(content), content.length);
    }
}
