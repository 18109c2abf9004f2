package io.adapt4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that survive a loss of power: bytes and names are forced to the disk. */
public final class DurableFiles {
    private DurableFiles() {}

    /** Writes a file that is not there yet and forces its bytes to the disk; its name is forced by {@link #forceNames}. */
    public static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /**
     * Writes a file whole or not at all, in the place of one that is there, also behind a link, and forces it to the disk. A process
     * that dies meanwhile may leave {@code .<name>.<random>} beside it.
     */
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path fresh = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        try {
            write(fresh, bytes);
            move(fresh, target);
            forceNames(target.resolveSibling(""));
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Renames a file or directory, in the place of a file that is there, in one step where the file system has such. */
    public static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Forces what was created, renamed and deleted in a directory to the disk, where the system can. */
    public static void forceNames(Path directory) {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            // Windows does not open directories; it writes their names on its own
        }
    }
}
