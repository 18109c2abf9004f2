package io.adapt4j.train.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** This library. */
final class Library {
    private static final String FILE = "library.properties";

    private Library() {}

    /** Its version, which the build writes. */
    static String version() {
        Properties properties = new Properties();
        try (InputStream in = Library.class.getResourceAsStream(FILE)) {
            properties.load(Objects.requireNonNull(in, FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
