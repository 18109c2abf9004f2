package io.adapt4j.train.recipe;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.TrainingRun;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Trains by a recipe on a base, with the recipe's data or other; made by {@link Recipe#on}. */
public final class RecipeTrainer {
    private final Recipe recipe;
    private final BaseModel base;
    private @Nullable TokenizerFile tokenizer;
    private Consumer<Trainer<?>> settings = trainer -> {};

    RecipeTrainer(Recipe recipe, BaseModel base) {
        this.recipe = recipe;
        this.base = base;
    }

    /** The tokenizer of the base, in place of the recipe's. */
    public RecipeTrainer tokenizer(TokenizerFile newTokenizer) {
        tokenizer = newTokenizer;
        return this;
    }

    /** What is not the recipe's: listener, checkpoints, time budget. */
    public RecipeTrainer settings(Consumer<Trainer<?>> newSettings) {
        settings = newSettings;
        return this;
    }

    /** Trains on the recipe's data; the errors are those of {@link Trainer#train}. */
    public TrainingResult train() {
        return onFiles(TaskShapes.of(recipe.task())).train();
    }

    /**
     * Trains on other examples, and evaluates on none.
     *
     * @throws InvalidDataException when they are not of the kind that the recipe's task takes
     */
    public TrainingResult train(ExampleSource<?> examples) {
        return on(TaskShapes.of(recipe.task()), examples, Optional.empty()).train();
    }

    /** As {@link #train(ExampleSource)}, with examples to evaluate on. */
    public TrainingResult train(ExampleSource<?> examples, ExampleSource<?> evaluation) {
        return on(TaskShapes.of(recipe.task()), examples, Optional.of(evaluation))
                .train();
    }

    /** Trains on the recipe's data, on a thread of its own. */
    public TrainingRun start() {
        return onFiles(TaskShapes.of(recipe.task())).start();
    }

    private record Prepared<E>(Trainer<E> trainer, ExampleSource<E> examples) {
        TrainingResult train() {
            return trainer.train(examples);
        }

        TrainingRun start() {
            return trainer.start(examples);
        }
    }

    private <E, T extends TrainingTask<E, T>> Prepared<E> onFiles(TaskKind<E, T> kind) {
        T task = kind.type().cast(recipe.task());
        RecipeData data = recipe.data();
        Prepared<E> prepared =
                on(kind, open(kind, task, data.train()), data.evaluation().map(file -> open(kind, task, file)));
        JsonObject files = new JsonObject();
        files.addProperty("train", verified(data.train()).toString());
        data.evaluation()
                .ifPresent(
                        file -> files.addProperty("evaluation", verified(file).toString()));
        prepared.trainer.document("files", files);
        return prepared;
    }

    private <E, T extends TrainingTask<E, T>> Prepared<E> on(
            TaskKind<E, T> kind, ExampleSource<?> examples, Optional<ExampleSource<?>> evaluation) {
        Trainer<E> trainer = Trainer.on(base)
                .method(recipe.method())
                .hyperparameters(recipe.hyperparameters())
                .task(kind.type().cast(recipe.task()).tokenizer(tokenizer()))
                .document("recipe", recipe.toJson())
                .document("recipeHash", new JsonPrimitive(recipe.hash().toString()));
        evaluation.ifPresent(source -> trainer.evaluateOn(checked(kind, source)));
        settings.accept(trainer);
        return new Prepared<>(trainer, checked(kind, examples));
    }

    private TokenizerFile tokenizer() {
        if (tokenizer != null) {
            return tokenizer;
        }
        Path file = recipe.folder()
                .resolve(recipe.base()
                        .tokenizer()
                        .orElseThrow(() -> new InvalidRecipeException(
                                "The recipe names no tokenizer; add base.tokenizer, or give one to the trainer")));
        return TokenizerFile.read(file);
    }

    private <E, T extends TrainingTask<E, T>> ExampleSource<?> open(TaskKind<E, T> kind, T task, DataFile data) {
        List<String> parts = kind.parts().apply(task);
        List<String> unknown = new ArrayList<>(data.columns().keySet());
        unknown.removeAll(parts);
        if (!unknown.isEmpty()) {
            throw new InvalidRecipeException("The recipe gives columns for " + unknown + " in " + data.path()
                    + ", but an example of " + kind.name() + " consists of " + parts);
        }
        return DataFormats.open(recipe.folder().resolve(data.path()), data.format(), row -> kind.reader()
                .read(task, row, part -> data.columns().getOrDefault(part, part)));
    }

    private ContentHash verified(DataFile data) {
        Path file = recipe.folder().resolve(data.path());
        try {
            ContentHash hash = new ContentHash(
                    MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
            data.hash().filter(expected -> !expected.equals(hash)).ifPresent(expected -> {
                throw new InvalidDataException(
                        "The recipe is for " + data.path() + " with the hash " + expected + ", but it has " + hash);
            });
            return hash;
        } catch (IOException e) {
            throw new InvalidDataException("Cannot read the data " + file + ": " + e, e);
        }
    }

    private static <E> ExampleSource<E> checked(TaskKind<E, ?> kind, ExampleSource<?> source) {
        return source.map(example -> {
            if (!kind.examples().isInstance(example)) {
                throw new InvalidDataException("The recipe's task " + kind.name() + " takes examples of the kind "
                        + kind.examples().getSimpleName() + ", but was given "
                        + example.getClass().getSimpleName());
            }
            return kind.examples().cast(example);
        });
    }
}
