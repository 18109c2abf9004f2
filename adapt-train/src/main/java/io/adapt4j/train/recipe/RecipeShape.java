package io.adapt4j.train.recipe;

import com.google.gson.JsonObject;
import io.adapt4j.ContentHash;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Contrast;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.data.policy.DataPolicy;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.recipe.TrainingShapes.Section;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Values;
import io.adapt4j.train.task.TrainingTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A whole recipe. A new section is one more field here. */
final class RecipeShape {
    /** The version of documents that are read; {@link Upgrades} bring older ones here. */
    static final int VERSION = 1;

    private static final Field<String> MODEL =
            Field.required("model", Scalars.text(), "The file of the base model, relative to the recipe");
    private static final Field<ContentHash> BASE_HASH =
            Field.optional("hash", DataShapes.HASH, "The content hash of the base model; another one is refused");
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

    private static final Field<String> FOLDER =
            Field.required("adapter", Scalars.text(), "The folder of the adapter, relative to the recipe");
    private static final Field<ContentHash> ADAPTER_HASH =
            Field.optional("hash", DataShapes.HASH, "The hash of the adapter; another one is refused");
    private static final ObjectShape<AdapterReference> ADAPTER = ObjectShape.<AdapterReference>of("An adapter")
            .with(FOLDER, AdapterReference::adapter)
            .find(ADAPTER_HASH, AdapterReference::hash)
            .make(values -> new AdapterReference(values.get(FOLDER), values.find(ADAPTER_HASH)));

    private static final Field<Integer> VERSION_FIELD = Field.required(
            "version", Scalars.integer(VERSION, VERSION), "The version of this form of recipes, " + VERSION);
    private static final Field<String> NAME = Field.optional("name", Scalars.text(), "What it is called");
    private static final Field<BaseReference> BASE = Field.required("base", BASE_SHAPE, "The base model");
    private static final Field<MethodConfig> METHOD = Field.of(
            "method", MethodShapes.SHAPE, Lora.rank(8), "How the deltas are parametrised, and on which modules");
    private static final Field<TrainingTask<?, ?>> TASK = Field.required("task", TaskShapes.SHAPE, "What is learnt");
    private static final Field<RecipeData> DATA = Field.required("data", DataShapes.DATA, "The examples");
    private static final Field<Section> OPTIMIZER =
            Field.optional("optimizer", TrainingShapes.OPTIMIZER, "How gradients change parameters");
    private static final Field<Section> SCHEDULE = Field.optional(
            "schedule", TrainingShapes.SCHEDULE, "How long training goes on, and how the learning rate changes");
    private static final Field<Section> BATCH = Field.optional("batch", TrainingShapes.BATCH, "What one step sees");
    private static final Field<AdapterReference> START = Field.optional(
            "start",
            ADAPTER,
            "The adapter whose training goes on; it has the recipe's method, and was trained on its base");
    private static final Field<AdapterReference> CHAMPION =
            Field.optional("champion", ADAPTER, "The adapter that criteria of the gate compare with");
    private static final Field<Contrast> CONTRAST = Field.optional(
            "contrast",
            LossShapes.CONTRAST,
            "The first of two stages for few examples: texts of one label are brought together, then the head is fitted");
    private static final Field<String> PRECISION =
            Field.of("precision", Scalars.choice(Map.of("fp32", "fp32")), "fp32", "The numbers that are computed with");
    private static final Field<DataPolicy> POLICY = Field.of(
            "policy", PolicyShapes.POLICY, DataPolicy.none(), "Which data may be trained on, and what is replaced");
    private static final Field<Gate> GATE =
            Field.optional("gate", GateShapes.SHAPE, "What the adapter must show after training");
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
                .with(POLICY, Recipe::policy)
                .find(START, Recipe::start)
                .find(CONTRAST, Recipe::contrast)
                .find(GATE, Recipe::gate)
                .find(CHAMPION, Recipe::champion)
                .make(values -> new Recipe(
                        folder,
                        values.find(NAME),
                        values.get(BASE),
                        values.get(METHOD),
                        values.get(TASK),
                        values.get(DATA),
                        hyperparameters(values),
                        values.get(POLICY),
                        values.find(START),
                        values.find(CONTRAST),
                        values.find(GATE),
                        values.find(CHAMPION)));
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
