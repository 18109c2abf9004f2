package io.adapt4j.examples.fewshot;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A data set of intents with its official splits. */
public record Dataset(String name, List<Example> train, List<Example> test) {

    /**
     * Reads a folder.
     *
     * @param folder of Banking77 ({@code train.csv}, {@code test.csv}) or CLINC150 ({@code data_full.json}, of which the queries
     *     out of scope are left out)
     */
    public static Dataset read(Path folder) throws IOException {
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        Path json = folder.resolve("data_full.json");
        if (Files.exists(json)) {
            JsonObject splits = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
            return new Dataset(name, split(splits, "train"), split(splits, "test"));
        }
        return new Dataset(name, csv(folder.resolve("train.csv")), csv(folder.resolve("test.csv")));
    }

    private static List<Example> csv(Path file) {
        return ExampleSource.csv(file, "text", "category").read();
    }

    private static List<Example> split(JsonObject splits, String split) {
        List<Example> examples = new ArrayList<>();
        for (JsonElement row : splits.getAsJsonArray(split)) {
            String text = row.getAsJsonArray().get(0).getAsString();
            examples.add(new Example(text, row.getAsJsonArray().get(1).getAsString()));
        }
        return examples;
    }

    /** The same with examples of the training split, which were not drawn, in the place of the test split: for choosing settings. */
    Dataset validating(List<Example> drawn, int count) {
        List<Example> rest = new ArrayList<>(train);
        rest.removeAll(drawn);
        int every = Math.max(1, rest.size() / count);
        List<Example> validation = new ArrayList<>();
        for (int i = 0; i < rest.size(); i += every) {
            validation.add(rest.get(i));
        }
        return new Dataset(name, train, validation);
    }
}
