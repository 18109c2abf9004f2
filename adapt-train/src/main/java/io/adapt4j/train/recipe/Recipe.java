package io.adapt4j.train.recipe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.ModelOptions;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.json.Json;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Contrast;
import io.adapt4j.train.FewShotTrainer;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingRun;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.policy.DataPolicy;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.recipe.document.DocumentParser;
import io.adapt4j.train.recipe.document.Node;
import io.adapt4j.train.recipe.document.Problems;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.task.TextInput;
import io.adapt4j.train.task.TrainingTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All that decides what a training gives, as a document in YAML or JSON or as made in Java. Immutable; setters return a changed
 * copy. Its form is described by the resource {@code recipe.schema.json}.
 *
 * @param folder what its paths are relative to; not written
 * @param name what it is called
 * @param task without a tokenizer, which is the base's
 * @param policy which of the data may be trained on, and what is replaced in them first
 * @param start the adapter whose training goes on; empty where one starts anew
 * @param contrast the first of two stages of a {@link FewShotTrainer}; empty where deltas and head are trained at once
 * @param gate what the adapter is judged by after training, on the test part or the one to evaluate on
 * @param champion the adapter that it would replace, which criteria of the gate compare with
 */
public record Recipe(
        Path folder,
        Optional<String> name,
        BaseReference base,
        MethodConfig method,
        TrainingTask<?, ?> task,
        RecipeData data,
        Hyperparameters hyperparameters,
        DataPolicy policy,
        Optional<AdapterReference> start,
        Optional<Contrast> contrast,
        Optional<Gate> gate,
        Optional<AdapterReference> champion) {

    public Recipe {
        if (gate.isPresent() && data.heldOut().isEmpty()) {
            throw new InvalidRecipeException(
                    "The gate has no examples to judge on; add data.test or data.evaluation, files or a split of train");
        }
        if (champion.isPresent() && gate.isEmpty()) {
            throw new InvalidRecipeException(
                    "The recipe names a champion, but no gate that would compare with it; add one, or remove champion");
        }
        if (contrast.isPresent() && !(task instanceof TextClassification)) {
            throw new InvalidRecipeException("contrast is for text-classification, but the task is "
                    + TaskShapes.of(task).name() + "; remove contrast");
        }
        if (contrast.isPresent() && start.isPresent()) {
            throw new InvalidRecipeException(
                    "A training in two stages starts anew; remove start, or contrast and so the first of the stages");
        }
        TextInput input = task.input();
        task = task.input(new TextInput(Optional.empty(), input.pooling(), input.maxLength()));
    }

    /** A recipe with LoRA of rank 8 on all linear layers and {@link Hyperparameters#defaults}. */
    public static Recipe of(Path folder, BaseReference base, TrainingTask<?, ?> task, RecipeData data) {
        return new Draft(folder, base, task, data).recipe();
    }

    /** A recipe that is being changed. */
    private static final class Draft {
        private Path folder;
        private Optional<String> name = Optional.empty();
        private BaseReference base;
        private MethodConfig method = Lora.rank(8);
        private TrainingTask<?, ?> task;
        private RecipeData data;
        private Hyperparameters hyperparameters = Hyperparameters.defaults();
        private DataPolicy policy = DataPolicy.none();
        private Optional<AdapterReference> start = Optional.empty();
        private Optional<Contrast> contrast = Optional.empty();
        private Optional<Gate> gate = Optional.empty();
        private Optional<AdapterReference> champion = Optional.empty();

        Draft(Path folder, BaseReference base, TrainingTask<?, ?> task, RecipeData data) {
            this.folder = folder;
            this.base = base;
            this.task = task;
            this.data = data;
        }

        Recipe recipe() {
            return new Recipe(
                    folder, name, base, method, task, data, hyperparameters, policy, start, contrast, gate, champion);
        }
    }

    private Recipe changed(Consumer<Draft> change) {
        Draft draft = new Draft(folder, base, task, data);
        draft.name = name;
        draft.method = method;
        draft.hyperparameters = hyperparameters;
        draft.policy = policy;
        draft.start = start;
        draft.contrast = contrast;
        draft.gate = gate;
        draft.champion = champion;
        change.accept(draft);
        return draft.recipe();
    }

    public Recipe withFolder(Path newFolder) {
        return changed(draft -> draft.folder = newFolder);
    }

    public Recipe withName(String newName) {
        return changed(draft -> draft.name = Optional.of(newName));
    }

    public Recipe withBase(BaseReference newBase) {
        return changed(draft -> draft.base = newBase);
    }

    public Recipe withMethod(MethodConfig newMethod) {
        return changed(draft -> draft.method = newMethod);
    }

    public Recipe withTask(TrainingTask<?, ?> newTask) {
        return changed(draft -> draft.task = newTask);
    }

    public Recipe withHyperparameters(Hyperparameters newHyperparameters) {
        return changed(draft -> draft.hyperparameters = newHyperparameters);
    }

    public Recipe withData(RecipeData newData) {
        return changed(draft -> draft.data = newData);
    }

    public Recipe withPolicy(DataPolicy newPolicy) {
        return changed(draft -> draft.policy = newPolicy);
    }

    /** A training that goes on with an adapter of the recipe's method. */
    public Recipe withStart(AdapterReference newStart) {
        return changed(draft -> draft.start = Optional.of(newStart));
    }

    /** A training in two stages, contrast first and then the head, as by {@link FewShotTrainer}. */
    public Recipe withContrast(Contrast newContrast) {
        return changed(draft -> draft.contrast = Optional.of(newContrast));
    }

    public Recipe withGate(Gate newGate) {
        return changed(draft -> draft.gate = Optional.of(newGate));
    }

    /** The adapter that criteria of the gate compare with. */
    public Recipe withChampion(AdapterReference newChampion) {
        return changed(draft -> draft.champion = Optional.of(newChampion));
    }

    /** The same training, of which the adapter is not judged. */
    public Recipe withoutGate() {
        return changed(draft -> {
            draft.gate = Optional.empty();
            draft.champion = Optional.empty();
        });
    }

    /**
     * Reads a recipe; its paths are relative to its folder.
     *
     * @param file in YAML 1.2, or in JSON if its name ends so
     * @throws InvalidRecipeException when it cannot be read; lists everything that is wrong with it, by line
     */
    public static Recipe load(Path file) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        try {
            return parse(file.toString(), Files.readString(file), folder);
        } catch (IOException e) {
            throw new InvalidRecipeException("Cannot read the recipe " + file.toAbsolutePath() + ": " + e, e);
        }
    }

    /**
     * Reads a recipe from a text.
     *
     * @param document its name, for messages; it is JSON if that ends so
     * @throws InvalidRecipeException as {@link #load}
     */
    public static Recipe parse(String document, String text, Path folder) {
        Problems problems = new Problems(document);
        Optional<Recipe> recipe = DocumentParser.parse(document, text, document.endsWith(".json"), problems)
                .flatMap(node -> Upgrades.KNOWN.upgrade(node, problems))
                .flatMap((Node node) -> RecipeShape.in(folder).read(node, problems));
        if (problems.count() > 0) {
            throw problems.toException();
        }
        return recipe.orElseThrow();
    }

    /** As JSON, with names in alphabetical order and without what is as it is by default: equal recipes give equal texts. */
    public JsonObject toJson() {
        return sorted(RecipeShape.in(folder).write(this)).getAsJsonObject();
    }

    private static JsonElement sorted(JsonElement element) {
        if (element instanceof JsonObject object) {
            JsonObject sorted = new JsonObject();
            new TreeMap<>(object.asMap()).forEach((name, value) -> sorted.add(name, sorted(value)));
            return sorted;
        }
        if (element instanceof JsonArray array) {
            JsonArray sorted = new JsonArray();
            array.forEach(value -> sorted.add(sorted(value)));
            return sorted;
        }
        return element;
    }

    /** The hash of {@link #toJson}: comments, order and the form of a document do not change it. */
    public ContentHash hash() {
        return ContentHash.of(toJson().toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes it as a JSON document, which is YAML too. */
    public void save(Path file) {
        try {
            Files.write(file, Json.write(toJson()));
        } catch (IOException e) {
            throw new InvalidRecipeException("Cannot write the recipe " + file.toAbsolutePath() + ": " + e, e);
        }
    }

    /**
     * The examples to learn from in the recipe's files, as they are there, nothing redacted or split off.
     *
     * @throws io.adapt4j.error.InvalidDataException when a file cannot be read or is not the one that the recipe names
     * @throws io.adapt4j.error.PolicyViolationException when the recipe's policy does not allow one
     */
    public ExampleSource<?> examples() {
        return RecipeSources.files(this, RecipeSources.TRAIN).orElseThrow();
    }

    /** As {@link #examples}, those to evaluate on; empty where they are no files of their own. */
    public Optional<ExampleSource<?>> evaluationExamples() {
        return RecipeSources.files(this, RecipeData.EVALUATION);
    }

    /** The training on a base that is given, such as a tiny one in a test; the recipe's own is not opened, nor its hash asked for. */
    public RecipeTrainer on(BaseModel model) {
        return new RecipeTrainer(this, model);
    }

    /** As {@link #run(Consumer)}, with nothing else set. */
    public TrainingRun run() {
        return run(trainer -> {});
    }

    /**
     * Opens the base.
     *
     * @throws IncompatibleAdapterException when it has another content than the recipe says
     */
    public BaseModel openBase() {
        BaseModel model = BaseModel.open(
                folder.resolve(base.model()), ModelOptions.defaults().withThreads(base.threads()));
        try {
            requireBase(model);
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /**
     * Checks that a model is the recipe's base.
     *
     * @throws IncompatibleAdapterException when it has another content than the recipe says
     */
    public void requireBase(BaseModel model) {
        base.hash().filter(hash -> !hash.equals(model.hash())).ifPresent(hash -> {
            throw new IncompatibleAdapterException("The recipe is for the base " + hash + ", but "
                    + folder.resolve(base.model()) + " is " + model.hash());
        });
    }

    /**
     * Opens the base and starts the training on a thread of its own, which closes the base when it ends.
     *
     * @param settings what is not the recipe's: listener, checkpoints, time budget
     * @throws IncompatibleAdapterException when the base has another content than the recipe says
     */
    public TrainingRun run(Consumer<Trainer<?>> settings) {
        BaseModel model = openBase();
        try {
            return on(model).settings(settings).start().closing(model);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
