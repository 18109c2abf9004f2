package io.adapt4j.runtime.registry.file;

import io.adapt4j.registry.Registry;
import java.nio.file.Path;

/**
 * A registry in a directory, for many processes on one disk. It needs no server and keeps nothing open. Reading never waits; writers of
 * all processes take turns. A change is on the disk when the method that makes it returns, and a process that is killed at any moment, or
 * a loss of power, leaves everything as it was before a change or after it.
 */
public final class FileRegistry {
    private FileRegistry() {}

    /**
     * Opens a registry, and makes one of a directory that is empty or not there.
     *
     * @throws io.adapt4j.error.RegistryException when the directory holds something else, or a registry of a later format
     * @throws io.adapt4j.error.StorageException when it cannot be read or made
     */
    public static Registry open(Path directory) {
        return new Registry(FileStore.open(directory));
    }
}
