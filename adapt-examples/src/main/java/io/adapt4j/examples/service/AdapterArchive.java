package io.adapt4j.examples.service;

import io.javalin.http.HttpStatus;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Unpacks the zip of an adapter: the files of its directory at the top level, and nothing else. Names with a path in them are
 * refused, wherever they point, and so is what unpacks to more than the bound.
 */
final class AdapterArchive {
    private static final int MAX_FILES = 16;
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private AdapterArchive() {}

    /**
     * Unpacks to an empty folder.
     *
     * @throws ServiceException when it is not such a zip
     */
    static void unpack(InputStream packed, Path folder, long maxBytes) throws IOException {
        Set<String> names = new HashSet<>();
        long left = maxBytes;
        try (ZipInputStream zip = new ZipInputStream(packed)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!FILE.matcher(name).matches()) {
                    throw refused(
                            "\"" + name + "\" is not the plain name of a file; the files of the adapter's directory"
                                    + " lie at the top level of the zip");
                }
                if (!names.add(name) || names.size() > MAX_FILES) {
                    throw refused("The zip has "
                            + (names.size() > MAX_FILES
                                    ? "more than " + MAX_FILES + " files"
                                    : "the file \"" + name + "\" twice"));
                }
                left -= copy(zip, folder.resolve(name), left);
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw refused("The zip is damaged: " + e.getMessage());
        }
        if (names.isEmpty()) {
            throw refused("The body is not a zip, or an empty one");
        }
    }

    private static long copy(InputStream in, Path file, long most) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long copied = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                copied += read;
                if (copied > most) {
                    throw new ServiceException(
                            HttpStatus.CONTENT_TOO_LARGE, "The adapter unpacks to more bytes than may be uploaded");
                }
                out.write(buffer, 0, read);
            }
        }
        return copied;
    }

    private static ServiceException refused(String message) {
        return new ServiceException(HttpStatus.UNPROCESSABLE_CONTENT, message);
    }
}
