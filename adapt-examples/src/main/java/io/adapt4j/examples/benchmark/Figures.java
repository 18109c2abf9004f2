package io.adapt4j.examples.benchmark;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of measured figures. */
final class Figures {
    private Figures() {}

    /** Writes figures as JSON, and the folder where it is missing. */
    static void write(Path file, JsonElement figures) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(figures));
    }
}
