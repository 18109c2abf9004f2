package io.adapt4j.examples.service;

import io.adapt4j.Adapter;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder in which the service keeps its adapters, a directory in PEFT's layout for each name. */
final class AdapterFolder {
    /** No separators and no leading dot: a name never leaves the folder. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Path folder;

    AdapterFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
    }

    /**
     * A name that a request gave.
     *
     * @throws ServiceException when it cannot be the name of an adapter
     */
    static String name(String given) {
        if (!NAME.matcher(given).matches()) {
            throw new ServiceException(
                    HttpStatus.BAD_REQUEST,
                    "The name of an adapter is made of up to 64 letters, digits, dots, dashes and underscores and begins with a"
                            + " letter or digit, but was \"" + given + "\"");
        }
        return given;
    }

    /** The names of the adapters in the folder. */
    List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    /** Where an adapter is kept. */
    Path directory(String name) {
        return folder.resolve(name(name));
    }

    /** An adapter that somebody has put into the folder. */
    Adapter load(String name) {
        if (!Files.isDirectory(directory(name))) {
            throw new ServiceException(
                    HttpStatus.UNPROCESSABLE_CONTENT, "The service has no directory \"" + name + "\"");
        }
        return Adapter.load(directory(name));
    }

    /** Unpacks and reads an uploaded adapter, of which nothing is kept. */
    Adapter unpack(InputStream packed, long maxBytes) throws IOException {
        Path upload = Files.createTempDirectory(folder, ".upload-");
        try {
            AdapterArchive.unpack(packed, upload, maxBytes);
            return Adapter.load(upload);
        } finally {
            delete(upload);
        }
    }

    void save(String name, Adapter adapter) {
        adapter.save(directory(name));
    }

    /** Deletes an adapter; nothing happens where there is none. */
    void remove(String name) throws IOException {
        delete(directory(name));
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
