package io.adapt4j.format;

import io.adapt4j.error.InvalidAdapterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;

/** Where the files of an adapter are: in a directory, or in memory. {@code toString} says where, for messages. */
interface AdapterFiles {
    boolean has(String name);

    /** @throws InvalidAdapterException when there is no such file or it cannot be read */
    byte[] bytes(String name);

    /** @throws InvalidAdapterException when there is no such file, it cannot be read, or it is malformed */
    SafetensorsFile tensors(String name);

    static AdapterFiles in(Path folder) {
        return new AdapterFiles() {
            @Override
            public boolean has(String name) {
                return Files.exists(folder.resolve(name));
            }

            @Override
            public byte[] bytes(String name) {
                Path file = existing(name);
                try {
                    return Files.readAllBytes(file);
                } catch (IOException | OutOfMemoryError e) {
                    throw new InvalidAdapterException("Cannot read " + file + ": " + e, e);
                }
            }

            @Override
            public SafetensorsFile tensors(String name) {
                return SafetensorsFile.read(existing(name));
            }

            private Path existing(String name) {
                Path file = folder.resolve(name);
                if (!Files.isRegularFile(file)) {
                    throw new InvalidAdapterException("The adapter directory " + folder + " has no file " + name);
                }
                return file;
            }

            @Override
            public String toString() {
                return folder.toString();
            }
        };
    }

    static AdapterFiles of(SortedMap<String, byte[]> files) {
        return new AdapterFiles() {
            @Override
            public boolean has(String name) {
                return files.containsKey(name);
            }

            @Override
            public byte[] bytes(String name) {
                byte[] bytes = files.get(name);
                if (bytes == null) {
                    throw new InvalidAdapterException("The adapter has no file " + name + ", only " + files.keySet());
                }
                return bytes;
            }

            @Override
            public SafetensorsFile tensors(String name) {
                return SafetensorsFile.of(name, bytes(name));
            }

            @Override
            public String toString() {
                return "memory";
            }
        };
    }
}
