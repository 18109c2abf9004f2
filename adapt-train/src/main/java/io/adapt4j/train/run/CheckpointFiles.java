package io.adapt4j.train.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.CheckpointException;
import io.adapt4j.format.AtomicDirectory;
import io.adapt4j.format.Safetensors;
import io.adapt4j.json.Json;
import io.adapt4j.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A checkpoint as a directory: what it is as JSON, its numbers as safetensors, and the hashes of both. */
final class CheckpointFiles {
    private static final String DOCUMENT = "checkpoint.json";
    private static final String TENSORS = "state.safetensors";
    private static final String HASHES = "files.json";
    private static final int SCHEMA = 1;

    private CheckpointFiles() {}

    /** Writes all or nothing, and forces it to disk. */
    static void write(Checkpoint checkpoint, Path directory) throws IOException {
        JsonObject document = new JsonObject();
        document.addProperty("schema", SCHEMA);
        document.addProperty("step", checkpoint.step());
        document.add("training", checkpoint.training());
        document.add("progress", checkpoint.progress());
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        checkpoint.tensors().forEach((name, values) -> {
            if (values.length > 0) {
                tensors.put(name, Tensor.of(values, values.length));
            }
        });
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        Safetensors.write(tensors, state);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(DOCUMENT, Json.write(document));
        files.put(TENSORS, state.toByteArray());
        JsonObject hashes = new JsonObject();
        files.forEach(
                (name, bytes) -> hashes.addProperty(name, ContentHash.of(bytes).toString()));
        files.put(HASHES, Json.write(hashes));
        AtomicDirectory.write(directory, files);
    }

    /**
     * Reads a checkpoint.
     *
     * @throws CheckpointException when a file is missing, truncated or altered
     */
    static Checkpoint read(Path directory) {
        try {
            JsonObject hashes = Json.parse(HASHES, Files.readAllBytes(directory.resolve(HASHES)));
            JsonObject document = Json.parse(DOCUMENT, verified(directory, DOCUMENT, hashes));
            verified(directory, TENSORS, hashes);
            int schema = Json.integer(document, "schema", DOCUMENT);
            if (schema != SCHEMA) {
                throw new CheckpointException("The checkpoint " + directory + " has the schema version " + schema
                        + ", but this version of the library reads " + SCHEMA);
            }
            SortedMap<String, float[]> tensors = new TreeMap<>();
            Safetensors.read(directory.resolve(TENSORS))
                    .forEach((name, tensor) -> tensors.put(name, tensor.toFloatArray()));
            return new Checkpoint(
                    Json.integer(document, "step", DOCUMENT),
                    document.getAsJsonObject("training"),
                    document.getAsJsonObject("progress"),
                    tensors);
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException | AdaptException | ClassCastException e) {
            throw new CheckpointException("Cannot read the checkpoint " + directory + ": " + e, e);
        }
    }

    private static byte[] verified(Path directory, String name, JsonObject hashes) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(name));
        JsonElement listed = hashes.get(name);
        String actual = ContentHash.of(bytes).toString();
        if (listed == null || !listed.toString().equals("\"" + actual + "\"")) {
            throw new CheckpointException("The checkpoint " + directory + " is damaged: the hash of its " + name
                    + " is " + actual + ", but " + HASHES + " lists " + listed);
        }
        return bytes;
    }
}
