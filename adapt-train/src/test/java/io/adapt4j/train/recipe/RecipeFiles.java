package io.adapt4j.train.recipe;

import io.adapt4j.train.Mail;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of a recipe for tests: a tiny base with its tokenizer, and mail with the day on which it came. */
final class RecipeFiles {
    static final String HEAD = """
            version: 1
            base: {model: base.onnx, tokenizer: tokenizer.json}
            method: {name: lora, rank: 2}
            task: {name: text-classification, labels: [spam, ham]}
            schedule: {epochs: 1}
            batch: {size: 8}
            """;

    private RecipeFiles() {}

    static void writeBase(Path folder) throws IOException {
        Files.write(folder.resolve("base.onnx"), TinyBase.onnx(1));
        Files.writeString(folder.resolve("tokenizer.json"), TinyBase.tokenizer().json());
    }

    /** Rows that are all different, with the columns text, label, day (from 1) and team. */
    static Path writeMail(Path folder, String name, int count, long seed) throws IOException {
        StringBuilder rows = new StringBuilder("text,label,day,team\n");
        List<Example> mail = Mail.examples(count, seed);
        for (int row = 1; row <= count; row++) {
            Example example = mail.get(row - 1);
            rows.append(example.text() + " " + seed + "x" + row)
                    .append(row == 3 ? " from jo" + seed + "@example.com" : "")
                    .append("," + example.label() + "," + row + "," + (row % 4 < 2 ? "red" : "blue") + "\n");
        }
        return Files.writeString(folder.resolve(name), rows);
    }

    /** A recipe with the usual head, and the rest as given. */
    static Recipe recipe(Path folder, String rest) {
        return Recipe.parse("triage.yaml", HEAD + rest, folder);
    }
}
