package io.adapt4j.spi;

import io.adapt4j.error.InvalidModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a base model's bytes come from: a file, or memory. */
public final class ModelSource {
    private final Optional<Path> file;
    private final byte[] bytes;

    private ModelSource(Optional<Path> file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    public static ModelSource of(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidModelException("There is no base model file at " + file.toAbsolutePath());
        }
        return new ModelSource(Optional.of(file), new byte[0]);
    }

    public static ModelSource of(byte[] bytes) {
        return new ModelSource(Optional.empty(), bytes);
    }

    /** The file, when the source is one; external data is looked up beside it. */
    public Optional<Path> file() {
        return file;
    }

    /** The size in bytes. */
    public long size() {
        try {
            return file.isPresent() ? Files.size(file.get()) : bytes.length;
        } catch (IOException e) {
            throw new InvalidModelException("Cannot read the size of " + this, e);
        }
    }

    /** A new stream over the content, from its start. */
    public InputStream open() throws IOException {
        return file.isPresent() ? Files.newInputStream(file.get()) : new java.io.ByteArrayInputStream(bytes);
    }

    /** The first {@code length} bytes, or fewer where the content is shorter: enough to recognise a format. */
    public byte[] head(int length) {
        try (InputStream in = open()) {
            return in.readNBytes(length);
        } catch (IOException e) {
            throw new InvalidModelException("Cannot read " + this, e);
        }
    }

    @Override
    public String toString() {
        return file.map(path -> path.toAbsolutePath().toString())
                .orElse("a model of " + bytes.length + " bytes in memory");
    }
}
