package io.adapt4j.examples.benchmark;

import static java.util.Objects.requireNonNull;

import com.google.gson.Gson;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.data.Example;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code training_step.py} makes of a {@link BankingEpoch}, padded to one length. It gets tokens: the time of tokenising
 * counts on Java's side alone.
 *
 * @param seconds from the model in memory to the evaluated adapter
 * @param accuracy on the test part
 * @param losses of all steps
 */
record PythonEpoch(double seconds, double accuracy, List<Double> losses) {

    /** Trains in Python as Java did: with the same batches in the same order, and the same learning rate in every step. */
    static PythonEpoch run(BankingEpoch epoch, TrainingResult java, Path python, Path script, int threads)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("banking-epoch");
        Path data = folder.resolve("data.json");
        Path weights = folder.resolve("minilm.pt");
        try {
            Files.writeString(data, new Gson().toJson(document(epoch, java)));
            Files.write(weights, Models.MINI_LM.file(Engine.PYTORCH));
            Process process = PythonStep.start(
                    python,
                    script,
                    "--epoch",
                    data.toString(),
                    "--weights",
                    weights.toString(),
                    "--targets",
                    "all-linear",
                    "--threads",
                    Integer.toString(threads));
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("Python failed: " + answer);
            }
            return new Gson().fromJson(answer, PythonEpoch.class);
        } finally {
            Files.deleteIfExists(data);
            Files.deleteIfExists(weights);
            Files.delete(folder);
        }
    }

    private static Map<String, Object> document(BankingEpoch epoch, TrainingResult java) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("padding", BankingEpoch.TOKENS);
        root.put("labels", epoch.labels());
        root.put("scaling", epoch.scaling());
        root.put("start", start(epoch));
        root.put(
                "learningRates",
                java.steps().stream().map(TrainingListener.Step::learningRate).toList());
        root.put("batches", epoch.batches());
        put(root, "train", epoch, epoch.trainingPart());
        put(root, "test", epoch, epoch.testPart());
        root.put("testBatch", epoch.batchSize());
        return root;
    }

    private static void put(Map<String, Object> root, String name, BankingEpoch epoch, List<Example> examples) {
        root.put(name, epoch.tokens(examples).stream().map(TokenizedText::ids).toList());
        root.put(name + "Labels", examples.stream().map(epoch::label).toList());
    }

    /** Each module's A, row by row; B is zero. */
    private static Map<String, float[]> start(BankingEpoch epoch) {
        Map<String, float[]> start = new TreeMap<>();
        epoch.startingAdapter()
                .deltas()
                .forEach(delta -> start.put(
                        delta.module(),
                        requireNonNull(delta.parameters().get("lora_A")).toFloatArray()));
        return start;
    }
}
