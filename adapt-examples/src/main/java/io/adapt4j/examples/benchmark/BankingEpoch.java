package io.adapt4j.examples.benchmark;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.BaseModel;
import io.adapt4j.examples.Engine;
import io.adapt4j.examples.Models;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An epoch of Banking77 with evaluation, in Java from the texts on, and in Python from the token ids on, padded to 64 tokens: the
 * time of tokenising counts on Java's side alone.
 */
final class BankingEpoch {
    private static final int BATCH = 16;
    private static final int PADDING = 64;
    private static final double LEARNING_RATE = 1e-3;

    private final List<Example> train;
    private final List<Example> test;
    private double accuracy = Double.NaN;

    private BankingEpoch(List<Example> train, List<Example> test) {
        this.train = train;
        this.test = test;
    }

    /** @param limit the number of examples of each part that are taken, evenly spaced; 0 for all */
    static BankingEpoch read(Path folder, int limit) {
        return new BankingEpoch(part(folder.resolve("train.csv"), limit), part(folder.resolve("test.csv"), limit));
    }

    private static List<Example> part(Path file, int limit) {
        List<Example> all = ExampleSource.csv(file, "text", "category").read();
        int step = limit == 0 ? 1 : Math.max(1, all.size() / limit);
        return java.util.stream.IntStream.iterate(0, i -> i < all.size(), i -> i + step)
                .mapToObj(all::get)
                .toList();
    }

    /** Trains an epoch and evaluates; returns the seconds. */
    double train(BaseModel base) {
        long start = System.nanoTime();
        TrainingResult result = Trainer.on(base)
                .method(Lora.rank(8))
                .task(TextClassification.inferLabels()
                        .tokenizer(Models.MINI_LM.tokenizer())
                        .maxLength(PADDING)
                        .headDropout(0.1))
                .hyperparameters(Hyperparameters.defaults()
                        .withEpochs(1)
                        .withBatchSize(BATCH)
                        .withLearningRate(LEARNING_RATE)
                        .withHeadLearningRate(LEARNING_RATE))
                .evaluateOn(ExampleSource.of(test))
                .train(ExampleSource.of(train));
        accuracy = result.best().orElseThrow().metrics().value("accuracy");
        return (System.nanoTime() - start) / 1e9;
    }

    /** The accuracy of the last training. */
    double accuracy() {
        return accuracy;
    }

    /** What {@code training_step.py} says of the same epoch. */
    JsonObject python(Path python, Path script, int threads) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("banking-epoch");
        Path ids = folder.resolve("data.json");
        Path weights = folder.resolve("minilm.pt");
        try {
            Files.writeString(ids, tokens());
            Files.write(weights, Models.MINI_LM.file(Engine.PYTORCH));
            Process process = PythonStep.start(
                    python,
                    script,
                    "--epoch",
                    ids.toString(),
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
            return JsonParser.parseString(
                            answer.lines().reduce((first, last) -> last).orElse("{}"))
                    .getAsJsonObject();
        } finally {
            Files.deleteIfExists(ids);
            Files.deleteIfExists(weights);
            Files.delete(folder);
        }
    }

    private String tokens() {
        TextEncoder encoder = TextClassification.inferLabels()
                .tokenizer(Models.MINI_LM.tokenizer())
                .maxLength(PADDING)
                .input()
                .encoder();
        List<String> labels =
                train.stream().map(Example::label).distinct().sorted().toList();
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("padding", PADDING);
        root.put("batch", BATCH);
        root.put("learningRate", LEARNING_RATE);
        root.put("labels", labels.size());
        root.put("train", ids(encoder, train));
        root.put(
                "trainLabels",
                train.stream().map(e -> labels.indexOf(e.label())).toList());
        root.put("test", ids(encoder, test));
        root.put("testLabels", test.stream().map(e -> labels.indexOf(e.label())).toList());
        return new Gson().toJson(root);
    }

    private static List<long[]> ids(TextEncoder encoder, List<Example> examples) {
        return encoder.encode(examples.stream().map(Example::text).toList()).stream()
                .map(TokenizedText::ids)
                .toList();
    }
}
