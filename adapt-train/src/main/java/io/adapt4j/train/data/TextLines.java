package io.adapt4j.train.data;

import io.adapt4j.error.InvalidDataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of a UTF-8 file, counted. Bytes that are not UTF-8 are an error. */
final class TextLines implements AutoCloseable {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final BufferedReader reader;
    private long number;

    TextLines(Path file) throws IOException {
        this.reader = open(file);
    }

    /** A reader of the file's text, without a byte order mark. */
    static BufferedReader open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidDataException("There is no file at " + file.toAbsolutePath());
        }
        BufferedReader reader = Files.newBufferedReader(file);
        try {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    @Nullable
    String next() throws IOException {
        String line = reader.readLine();
        if (line != null) {
            number++;
        }
        return line;
    }

    String place() {
        return "line " + number;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
