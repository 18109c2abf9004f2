package io.adapt4j.runtime.registry.file;

import io.adapt4j.ContentHash;
import io.adapt4j.error.RegistryException;
import io.adapt4j.format.DurableFiles;
import io.adapt4j.format.ProcessLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where things are in the directory of a registry:
 *
 * <pre>
 * format           the name and version of this layout
 * lock             is locked while a process writes
 * objects/HASH     one file for each object
 * records/KEY      one file for each record, in a directory for each part of its key but the last
 * writing/ID/      what a writer has not finished; there when no writer is, it is of one that died
 * </pre>
 */
record Layout(Path root) {
    private static final String FORMAT = "adapt4j-registry 1\n";
    private static final Set<String> ENTRIES = Set.of("format", "lock", "objects", "records", "writing");

    Path format() {
        return root.resolve("format");
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path objects() {
        return root.resolve("objects");
    }

    Path object(ContentHash hash) {
        return objects().resolve(hash.hex());
    }

    Path records() {
        return root.resolve("records");
    }

    Path record(String key) {
        return records().resolve(key);
    }

    Path writing() {
        return root.resolve("writing");
    }

    /** Makes the directory a registry unless it is one. The format's file comes last, so that a registry is complete. */
    void create() throws IOException {
        Files.createDirectories(root);
        if (!Files.exists(format())) {
            requireNothingElse();
            try (ProcessLock lock = ProcessLock.take(lock())) {
                makeFolders();
            }
        }
        String format = new String(Files.readAllBytes(format()), StandardCharsets.ISO_8859_1);
        if (!format.equals(FORMAT)) {
            throw new RegistryException("The registry " + root + " has the format \"" + format.strip()
                    + "\", but this version of the library reads \"" + FORMAT.strip() + "\"");
        }
    }

    private void makeFolders() throws IOException {
        if (!Files.exists(format())) {
            for (Path folder : new Path[] {objects(), records(), writing()}) {
                Files.createDirectories(folder);
            }
            Path fresh = writing().resolve("format");
            Files.deleteIfExists(fresh);
            DurableFiles.write(fresh, FORMAT.getBytes(StandardCharsets.US_ASCII));
            DurableFiles.move(fresh, format());
            DurableFiles.forceNames(root);
        }
    }

    private void requireNothingElse() throws IOException {
        try (var entries = Files.newDirectoryStream(root)) {
            Set<String> others = new TreeSet<>();
            entries.forEach(entry -> others.add(String.valueOf(entry.getFileName())));
            others.removeAll(ENTRIES);
            if (!others.isEmpty()) {
                throw new RegistryException(
                        "Will not make a registry of " + root + ": it is not empty, but holds " + others);
            }
        }
    }
}
