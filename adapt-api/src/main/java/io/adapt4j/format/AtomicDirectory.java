package io.adapt4j.format;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * Writes a directory all or nothing: the files are written and forced to disk in a sibling directory, which then takes
 * the place of the old one. If the process dies between the two renames, the old directory is still there under its
 * {@linkplain #backup backup} name, where {@link #current} finds it. What it was writing stays behind as {@code .<name>.<random>},
 * which nothing reads and nothing trips over, and which can be deleted while nobody writes.
 */
public final class AtomicDirectory {
    private AtomicDirectory() {}

    private static Path backup(Path directory) {
        return directory.resolveSibling("." + directory.getFileName() + ".previous");
    }

    /** The directory to read: the one named, or the previous one if a replacement was cut short. */
    public static Path current(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        return !Files.exists(absolute) && Files.isDirectory(backup(absolute)) ? backup(absolute) : absolute;
    }

    /**
     * Writes a directory of these files, by name, in place of what is there.
     *
     * @throws IOException when it cannot; what was there before is still there
     */
    public static void write(Path directory, Map<String, byte[]> files) throws IOException {
        Path target = directory.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null) {
            throw new IOException("Cannot replace the root directory");
        }
        Files.createDirectories(parent);
        Path fresh = Files.createDirectory(parent.resolve("." + target.getFileName() + "." + UUID.randomUUID()));
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                DurableFiles.write(fresh.resolve(file.getKey()), file.getValue());
            }
            replace(target, fresh);
            DurableFiles.forceNames(parent);
        } finally {
            delete(fresh);
        }
    }

    private static void replace(Path target, Path fresh) throws IOException {
        Path backup = backup(target);
        if (Files.exists(target)) {
            delete(backup);
            DurableFiles.move(target, backup);
        }
        try {
            DurableFiles.move(fresh, target);
        } catch (IOException e) {
            if (Files.exists(backup)) {
                DurableFiles.move(backup, target);
            }
            throw e;
        }
        delete(backup);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }
}
