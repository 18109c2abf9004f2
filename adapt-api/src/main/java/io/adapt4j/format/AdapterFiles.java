package io.adapt4j.format;

import io.adapt4j.error.InvalidAdapterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** The files that an adapter is read from, which lie in a directory or in memory. Their place for messages is what they print as. */
interface AdapterFiles {
    boolean has(String name);

    /** The content of a file that is there. */
    byte[] read(String name) throws IOException;

    /** A file that is there as safetensors. */
    SafetensorsFile tensors(String name);

    /**
     * The content of a file.
     *
     * @throws InvalidAdapterException when it is not there or cannot be read
     */
    default byte[] bytes(String name) {
        require(name);
        try {
            return read(name);
        } catch (IOException | OutOfMemoryError e) {
            throw new InvalidAdapterException("Cannot read " + name + " in " + this + ": " + e, e);
        }
    }

    /** Throws {@link InvalidAdapterException} unless a file is there. */
    default void require(String name) {
        if (!has(name)) {
            throw new InvalidAdapterException("The adapter " + this + " has no file " + name);
        }
    }

    /** The files in a directory. */
    record Folder(Path path) implements AdapterFiles {
        @Override
        public boolean has(String name) {
            return Files.isRegularFile(path.resolve(name));
        }

        @Override
        public byte[] read(String name) throws IOException {
            return Files.readAllBytes(path.resolve(name));
        }

        @Override
        public SafetensorsFile tensors(String name) {
            return SafetensorsFile.read(path.resolve(name));
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** Files in memory, by name. */
    record Held(Map<String, byte[]> files, String place) implements AdapterFiles {
        @Override
        public boolean has(String name) {
            return files.containsKey(name);
        }

        @Override
        public byte[] read(String name) {
            return Objects.requireNonNull(files.get(name));
        }

        @Override
        public SafetensorsFile tensors(String name) {
            return SafetensorsFile.of(read(name), name + " of " + place);
        }

        @Override
        public String toString() {
            return place;
        }
    }
}
