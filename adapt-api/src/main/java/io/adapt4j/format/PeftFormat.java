package io.adapt4j.format;

import io.adapt4j.Adapter;
import io.adapt4j.error.UnsupportedFeatureException;
import java.nio.file.Path;

/** To be written. */
public final class PeftFormat {
    private PeftFormat() {}

    public static Adapter read(Path directory) {
        throw new UnsupportedFeatureException("read " + directory);
    }

    public static void write(Adapter adapter, Path directory) {
        throw new UnsupportedFeatureException("write " + adapter + directory);
    }
}
