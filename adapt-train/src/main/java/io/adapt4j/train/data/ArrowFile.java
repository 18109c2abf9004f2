package io.adapt4j.train.data;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.UnsupportedFeatureException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Opens an Arrow file or stream. A file is a stream between its magic and its footer, so that both are read as streams. Knows none of
 * Arrow's classes, to be there when they are not.
 */
final class ArrowFile {
    /** How a file begins, padded to eight bytes; a stream begins with its schema. */
    private static final byte[] MAGIC = "ARROW1\0\0".getBytes(StandardCharsets.US_ASCII);

    private ArrowFile() {}

    static RowReader open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidDataException("There is no Arrow file at " + file.toAbsolutePath());
        }
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(MAGIC.length);
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                in.reset();
            }
            return new ArrowRows(in, Files.size(file));
        } catch (LinkageError e) {
            in.close();
            throw new UnsupportedFeatureException(
                    "Arrow files are read with org.apache.arrow:arrow-vector and arrow-memory-unsafe; add both", e);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }
}
