package io.adapt4j.train.recipe;

import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.recipe.TrainingShapes.Section;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.Many;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import io.adapt4j.train.recipe.document.Values;
import io.adapt4j.train.task.TrainingTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A whole recipe. A new section is one more field here. */
final class RecipeShape {
    /** The version of documents that are read; {@link Upgrades} bring older ones here. */
    static final int VERSION = 1;

    private static final Shape<ContentHash> HASH = Scalars.mapped(
            Scalars.text("sha256: and 64 hexadecimal digits", "sha256:[0-9a-f]{64}"),
            ContentHash::parse,
            ContentHash::toString);

    private static final Field<String> MODEL =
            Field.required("model", Scalars.text(), "The file of the base model, relative to the recipe");
    private static final Field<ContentHash> BASE_HASH =
            Field.optional("hash", HASH, "The content hash of the base model; another one is refused");
    private static final Field<String> TOKENIZER =
            Field.optional("tokenizer", Scalars.text(), "The tokenizer.json that came with it, relative to the recipe");
    private static final Field<Integer> THREADS = Field.of(
            "threads", Scalars.integer(0, 1 << 16), 1, "Threads of one call; 0 leaves the choice to the engine");
    private static final ObjectShape<BaseReference> BASE_SHAPE = ObjectShape.<BaseReference>of("The base model")
            .with(MODEL, BaseReference::model)
            .find(BASE_HASH, BaseReference::hash)
            .find(TOKENIZER, BaseReference::tokenizer)
            .with(THREADS, BaseReference::threads)
            .make(values -> new BaseReference(
                    values.get(MODEL), values.find(BASE_HASH), values.find(TOKENIZER), values.get(THREADS)));

    private static final Field<String> PATH =
            Field.required("path", Scalars.text(), "The file, relative to the recipe");
    private static final Field<String> FORMAT =
            Field.of("format", Scalars.choice(DataFormats.names()), "csv", "The format of the file");
    private static final Field<SortedMap<String, String>> COLUMNS = Field.of(
            "columns",
            Many.map(Scalars.text()),
            new TreeMap<>(),
            "The column of each part of an example, where not its name");
    private static final Field<ContentHash> FILE_HASH =
            Field.optional("hash", HASH, "The SHA-256 of the file; other bytes are refused");
    private static final ObjectShape<DataFile> FILE_SHAPE = ObjectShape.<DataFile>of("A file with examples")
            .with(PATH, DataFile::path)
            .with(FORMAT, DataFile::format)
            .with(COLUMNS, DataFile::columns)
            .find(FILE_HASH, DataFile::hash)
            .make(values ->
                    new DataFile(values.get(PATH), values.get(FORMAT), values.get(COLUMNS), values.find(FILE_HASH)));
    private static final Field<DataFile> TRAIN = Field.required("train", FILE_SHAPE, "The examples to learn from");
    private static final Field<DataFile> EVALUATION =
            Field.optional("evaluation", FILE_SHAPE, "The examples to evaluate on after each epoch");
    private static final ObjectShape<RecipeData> DATA_SHAPE = ObjectShape.<RecipeData>of("The examples")
            .with(TRAIN, RecipeData::train)
            .find(EVALUATION, RecipeData::evaluation)
            .make(values -> new RecipeData(values.get(TRAIN), values.find(EVALUATION)));

    private static final Field<Integer> VERSION_FIELD = Field.required(
            "version", Scalars.integer(VERSION, VERSION), "The version of this form of recipes, " + VERSION);
    private static final Field<String> NAME = Field.optional("name", Scalars.text(), "What it is called");
    private static final Field<BaseReference> BASE = Field.required("base", BASE_SHAPE, "The base model");
    private static final Field<MethodConfig> METHOD = Field.of(
            "method", MethodShapes.SHAPE, Lora.rank(8), "How the deltas are parametrised, and on which modules");
    private static final Field<TrainingTask<?, ?>> TASK = Field.required("task", TaskShapes.SHAPE, "What is learnt");
    private static final Field<RecipeData> DATA = Field.required("data", DATA_SHAPE, "The examples");
    private static final Field<Section> OPTIMIZER =
            Field.optional("optimizer", TrainingShapes.OPTIMIZER, "How gradients change parameters");
    private static final Field<Section> SCHEDULE = Field.optional(
            "schedule", TrainingShapes.SCHEDULE, "How long training goes on, and how the learning rate changes");
    private static final Field<Section> BATCH = Field.optional("batch", TrainingShapes.BATCH, "What one step sees");
    private static final Field<String> PRECISION =
            Field.of("precision", Scalars.choice(Map.of("fp32", "fp32")), "fp32", "The numbers that are computed with");
    private static final Field<Long> SEED = Field.of(
            "seed",
            Scalars.whole(Long.MIN_VALUE, Long.MAX_VALUE),
            Hyperparameters.defaults().seed(),
            "The seed of every random choice");

    private RecipeShape() {}

    /** Recipes whose paths are relative to a folder. */
    static ObjectShape<Recipe> in(Path folder) {
        return ObjectShape.<Recipe>of("A training of an adapter")
                .with(VERSION_FIELD, recipe -> VERSION)
                .find(NAME, Recipe::name)
                .with(BASE, Recipe::base)
                .with(METHOD, Recipe::method)
                .with(TASK, Recipe::task)
                .with(DATA, Recipe::data)
                .find(OPTIMIZER, recipe -> section(recipe, TrainingShapes.OPTIMIZER))
                .find(SCHEDULE, recipe -> section(recipe, TrainingShapes.SCHEDULE))
                .find(BATCH, recipe -> section(recipe, TrainingShapes.BATCH))
                .with(PRECISION, recipe -> "fp32")
                .with(SEED, recipe -> recipe.hyperparameters().seed())
                .make(values -> new Recipe(
                        folder,
                        values.find(NAME),
                        values.get(BASE),
                        values.get(METHOD),
                        values.get(TASK),
                        values.get(DATA),
                        hyperparameters(values)));
    }

    /** A section, if it says anything. */
    private static Optional<Section> section(Recipe recipe, ObjectShape<Section> shape) {
        Section section = Section.of(recipe.hyperparameters());
        return shape.write(section).isEmpty() ? Optional.empty() : Optional.of(section);
    }

    private static Hyperparameters hyperparameters(Values values) {
        Hyperparameters all = Hyperparameters.defaults().withSeed(values.get(SEED));
        for (Field<Section> field : List.of(OPTIMIZER, SCHEDULE, BATCH)) {
            all = values.find(field)
                    .map(Section::change)
                    .orElse(UnaryOperator.identity())
                    .apply(all);
        }
        return all;
    }

    /** The JSON Schema (draft 2020-12) of recipes. */
    static JsonObject schema() {
        JsonObject json = new JsonObject();
        json.addProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.addProperty("title", "Adapt4J recipe");
        in(Path.of("")).schema().asMap().forEach(json::add);
        return json;
    }
}
