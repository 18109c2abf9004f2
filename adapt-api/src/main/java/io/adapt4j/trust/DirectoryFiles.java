package io.adapt4j.trust;

import io.adapt4j.error.TrustException;
import io.adapt4j.format.AtomicDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads all files of a directory to memory, once, so that what is verified is what is used, whatever becomes of the directory. */
final class DirectoryFiles {
    /** What OMS, section 6.2, leaves out at the top of a directory; it is never read. */
    static final List<String> IGNORED = List.of(".git", ".gitattributes", ".github", ".gitignore");

    private static final int MOST = 1000;

    private DirectoryFiles() {}

    /**
     * The content of each file, by its path in the directory.
     *
     * @param mostBytes of all files together
     * @throws TrustException when there is no directory, it holds too much, or something that is neither file nor directory
     */
    static SortedMap<String, byte[]> read(Path directory, long mostBytes) {
        Path root = AtomicDirectory.current(directory);
        SortedMap<String, byte[]> files = new TreeMap<>();
        long left = mostBytes;
        for (Path path : list(root)) {
            String name = root.relativize(path)
                    .toString()
                    .replace(path.getFileSystem().getSeparator(), "/");
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new TrustException(name, "is no regular file; links and devices are not followed");
            }
            byte[] bytes = read(path, name, left, mostBytes);
            left -= bytes.length;
            files.put(name, bytes);
        }
        return files;
    }

    private static List<Path> list(Path root) {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> top = Files.list(root)) {
            for (Path entry : top.sorted().toList()) {
                if (!IGNORED.contains(entry.getFileName().toString())) {
                    try (Stream<Path> below = Files.walk(entry)) {
                        below.limit(MOST + 1L).forEach(paths::add);
                    }
                }
                if (paths.size() > MOST) {
                    throw new TrustException(root.toString(), "holds more than " + MOST + " files");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new TrustException(root.toString(), "cannot be read: " + e, e);
        }
        return paths;
    }

    private static byte[] read(Path path, String name, long left, long mostBytes) {
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes((int) Math.min(left + 1, Integer.MAX_VALUE - 8));
            if (bytes.length > left || (bytes.length == Integer.MAX_VALUE - 8 && in.read() >= 0)) {
                throw new TrustException(
                        name, "makes the adapter larger than " + mostBytes + " bytes, or is itself than 2 GiB");
            }
            return bytes;
        } catch (IOException | OutOfMemoryError e) {
            throw new TrustException(name, "cannot be read: " + e, e);
        }
    }
}
