package io.adapt4j.train.search;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.train.recipe.Recipe;
import io.adapt4j.train.recipe.document.DocumentParser;
import io.adapt4j.train.recipe.document.JsonValues;
import io.adapt4j.train.recipe.document.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A recipe's document, in which fields can be set.
 *
 * @param recipe as it is
 * @param document as it was written
 */
record RecipeTemplate(Recipe recipe, JsonObject document) {

    static RecipeTemplate load(Path file) {
        Recipe recipe = Recipe.load(file);
        try {
            Problems problems = new Problems(file.toString());
            JsonObject document = DocumentParser.parse(
                            file.toString(),
                            Files.readString(file),
                            file.toString().endsWith(".json"),
                            problems)
                    .map(JsonValues::of)
                    .orElseThrow(problems::toException)
                    .getAsJsonObject();
            return new RecipeTemplate(recipe, document);
        } catch (IOException e) {
            throw new InvalidRecipeException("Cannot read the recipe " + file + ": " + e, e);
        }
    }

    /**
     * The recipe with other values, by path.
     *
     * @throws InvalidRecipeException when it is no recipe; the message says why, without lines
     */
    Recipe with(Map<String, JsonElement> values) {
        JsonObject changed = document.deepCopy();
        values.forEach((path, value) -> set(changed, path, value));
        try {
            return Recipe.parse("x.json", changed.toString(), recipe.folder());
        } catch (InvalidRecipeException e) {
            throw new InvalidRecipeException(
                    String.valueOf(e.getMessage())
                            .lines()
                            .skip(1)
                            .map(line -> line.strip().replaceFirst("^line \\d+(, |: )", ""))
                            .collect(Collectors.joining("; ")),
                    e);
        }
    }

    private static void set(JsonObject document, String path, JsonElement value) {
        String[] names = path.split("\\.", -1);
        JsonObject at = document;
        for (int i = 0; i < names.length - 1; i++) {
            if (!at.has(names[i])) {
                at.add(names[i], new JsonObject());
            }
            if (!(at.get(names[i]) instanceof JsonObject inner)) {
                throw new InvalidRecipeException(path + ": the recipe's " + names[i] + " has no fields");
            }
            at = inner;
        }
        at.add(names[names.length - 1], value);
    }
}
