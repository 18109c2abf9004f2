package io.adapt4j.registry;

import io.adapt4j.error.DamagedRegistryException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The content of files, as objects of the store. */
final class FileObjects {
    private FileObjects() {}

    static SortedMap<String, StoredFile> describe(SortedMap<String, byte[]> contents) {
        SortedMap<String, StoredFile> files = new TreeMap<>();
        contents.forEach((name, content) -> files.put(name, StoredFile.of(content)));
        return files;
    }

    /** Reads files of a version and checks each against its hash. */
    static SortedMap<String, byte[]> read(Records records, VersionId id, SortedMap<String, StoredFile> files) {
        SortedMap<String, byte[]> contents = new TreeMap<>();
        for (Map.Entry<String, StoredFile> file : files.entrySet()) {
            contents.put(file.getKey(), read(records, id, file.getKey(), file.getValue()));
        }
        return contents;
    }

    /** Reads one file of a version and checks it against its hash. */
    static byte[] read(Records records, VersionId id, String name, StoredFile expected) {
        byte[] content = records.reader().object(expected.hash()).orElseThrow(() -> {
            VersionRecords.get(records, id); // it may have been collected meanwhile
            return damaged(records, id, name, "is missing: there is no object " + expected.hash());
        });
        StoredFile actual = StoredFile.of(content);
        if (!actual.equals(expected)) {
            throw damaged(
                    records,
                    id,
                    name,
                    "was altered: the object " + expected.hash() + " of " + expected.size() + " bytes has "
                            + actual.size() + " and the hash " + actual.hash());
        }
        return content;
    }

    private static DamagedRegistryException damaged(Records records, VersionId id, String name, String what) {
        return new DamagedRegistryException("The file " + name + " of " + id + " in the registry " + records.place()
                + " " + what + "; registering the same adapter again repairs it");
    }
}
