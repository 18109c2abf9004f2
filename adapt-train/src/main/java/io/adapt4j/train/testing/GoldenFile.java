package io.adapt4j.train.testing;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Texts and the answers to them, in a file of the test's resources. */
final class GoldenFile {
    static final String UPDATE = "adapt4j.golden.update";

    private final Path file;
    private final JsonObject answers;
    private final List<String> texts;

    private GoldenFile(Path file, JsonObject answers, List<String> texts) {
        this.file = file;
        this.answers = answers;
        this.texts = texts;
    }

    /** Whether golden answers are written and not compared. */
    static boolean updating() {
        return Boolean.getBoolean(UPDATE);
    }

    static GoldenFile read(Path file, List<String> more) {
        JsonObject answers = new JsonObject();
        if (Files.exists(file)) {
            try {
                answers = Json.parse(file.toString(), Files.readAllBytes(file));
            } catch (IOException e) {
                throw new InvalidDataException("Cannot read the golden answers in " + file + ": " + e, e);
            }
        } else if (!updating()) {
            throw new InvalidDataException("There are no golden answers at " + file.toAbsolutePath()
                    + "; run the test with -D" + UPDATE + "=true to have them written, and commit the file");
        }
        Set<String> texts = new LinkedHashSet<>(answers.keySet());
        texts.addAll(more);
        if (texts.isEmpty()) {
            throw new InvalidDataException("There are no texts for the golden answers of " + file);
        }
        return new GoldenFile(file, answers, List.copyOf(texts));
    }

    List<String> texts() {
        return texts;
    }

    /** What is answered otherwise than the file says, or not in it. */
    List<String> different(List<String> given) {
        List<String> different = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            String golden = answers.has(text) ? Json.string(answers, text, file.toString()) : "nothing yet";
            if (!golden.equals(given.get(i))) {
                different.add("\"" + text + "\": golden is " + golden + ", given " + given.get(i));
            }
        }
        return different;
    }

    void write(List<String> given) {
        JsonObject updated = new JsonObject();
        for (int i = 0; i < texts.size(); i++) {
            updated.addProperty(texts.get(i), given.get(i));
        }
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, Json.write(updated));
        } catch (IOException e) {
            throw new InvalidDataException("Cannot write the golden answers to " + file + ": " + e, e);
        }
    }
}
