package io.adapt4j.audit;

import com.google.common.io.ByteStreams;
import io.adapt4j.error.TrustException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** A file of lines, of which a last one without an end is not there yet. */
final class LogFile {
    private LogFile() {}

    /**
     * Appends whole lines; after an error, the file is as it was. That the thread is interrupted makes no difference.
     *
     * @param force whether they are forced to disk
     */
    static void append(Path file, byte[] lines, boolean force) throws IOException {
        long size = Files.size(file);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    write(file, size, lines, force);
                    return;
                } catch (ClosedByInterruptException e) { // which has closed the channel too
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void write(Path file, long size, byte[] lines, boolean force) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            try {
                ByteBuffer left = ByteBuffer.wrap(lines);
                while (left.hasRemaining()) {
                    channel.write(left, size + left.position());
                }
                if (force) {
                    channel.force(true);
                }
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                channel.truncate(size);
                throw e;
            }
        }
    }

    /**
     * Removes what a process that died has left behind the last end of a line. Where that is a whole entry, it gets its end.
     *
     * @throws TrustException when it is a whole entry with something else in the place of its end
     */
    static void repair(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            long end = lineEnd(channel, size);
            if (end == size) {
                return;
            }
            if (isEntry(channel, end, size)) {
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}), size);
            } else if (isEntry(channel, end, size - 1)) {
                throw new TrustException(
                        "the last entry", "of the audit log was altered: the end of its line is another byte");
            } else {
                channel.truncate(end);
            }
            channel.force(true);
        }
    }

    private static boolean isEntry(FileChannel channel, long start, long end) throws IOException {
        if (end - start > AuditEntry.LONGEST) {
            return false;
        }
        try {
            AuditEntry.parse("the last entry", text("the last entry", bytes(channel, start, end)));
            return true;
        } catch (TrustException e) {
            return false;
        }
    }

    private static byte[] bytes(FileChannel channel, long start, long end) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (end - start));
        while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
            // until it is full
        }
        return bytes.array();
    }

    /** The last line that has an end, without it; empty where there is none. */
    static String lastLine(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long end = lineEnd(channel, channel.size());
            if (end == 0) {
                return "";
            }
            long start = lineEnd(channel, end - 1);
            if (end - start > AuditEntry.LONGEST + 1) {
                throw new TrustException("the last entry", "of the audit log was altered: it is too long");
            }
            return text("the last entry", bytes(channel, start, end - 1));
        }
    }

    /** The position behind the last line feed before a position; 0 where there is none. */
    private static long lineEnd(FileChannel channel, long before) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(1 << 13);
        long end = before;
        while (end > 0) {
            long start = Math.max(0, end - block.capacity());
            block.clear().limit((int) (end - start));
            while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
                // until it is full
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    /** Gives all lines of the first {@code size} bytes, which must be whole lines. */
    static void forEachLine(Path file, long size, Consumer<String> consumer) throws IOException {
        try (InputStream in = new BufferedInputStream(ByteStreams.limit(Files.newInputStream(file), size))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    consumer.accept(text("a line", line.toByteArray()));
                    line.reset();
                } else if (line.size() > AuditEntry.LONGEST) {
                    throw new TrustException("a line", "of " + file.getFileName() + " was altered: it is too long");
                } else {
                    line.write(next);
                }
            }
            if (line.size() > 0) {
                throw new TrustException(
                        "the last line", "of " + file.getFileName() + " was altered or cut: it has no end");
            }
        }
    }

    private static String text(String where, byte[] line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TrustException(where, "of the audit log was altered: it is not UTF-8", e);
        }
    }
}
