package io.adapt4j.examples.recipe;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.TokenizerFile;
import io.adapt4j.examples.Models;
import io.adapt4j.train.recipe.Recipe;
import io.adapt4j.train.recipe.RecipeTrainer;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the files are that a recipe names. */
final class BaseOptions {
    @Option(
            names = "--base",
            paramLabel = "FILE",
            description =
                    "A model in place of the recipe's: a file, or all-minilm-l6-v2 or bge-small-en-v1.5, which come with the"
                            + " examples under these names.")
    private @Nullable String base = null;

    @Option(names = "--tokenizer", paramLabel = "FILE", description = "A tokenizer.json in place of the recipe's.")
    private @Nullable Path tokenizer = null;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:ADAPT4J_DATA}",
            description =
                    "The folder that the recipe's paths are relative to; its own, if left out. Also the environment variable"
                            + " ADAPT4J_DATA.")
    private @Nullable Path data = null;

    /** The recipe, in the folder with its data. */
    Recipe in(Recipe recipe) {
        return data == null ? recipe : recipe.withFolder(data);
    }

    /** A base that is open. */
    record OpenBase(BaseModel model, Optional<TokenizerFile> tokenizer) implements AutoCloseable {

        /** What trains by a recipe on it. */
        RecipeTrainer trainer(Recipe recipe) {
            RecipeTrainer trainer = recipe.on(model);
            tokenizer.ifPresent(trainer::tokenizer);
            return trainer;
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /** Opens the base of a recipe, or what is given in its place; one of another content than the recipe says is refused. */
    OpenBase open(Recipe recipe) {
        String name = base == null ? recipe.base().model() : base;
        Optional<Models> known = Models.named(name);
        Path file = base == null ? recipe.folder().resolve(name) : Path.of(name);
        ModelOptions options = ModelOptions.defaults().withThreads(recipe.base().threads());
        BaseModel model = known.map(of -> of.open(options.threads())).orElseGet(() -> BaseModel.open(file, options));
        try {
            recipe.requireBase(model);
            return new OpenBase(
                    model,
                    tokenizer == null ? known.map(Models::tokenizer) : Optional.of(TokenizerFile.read(tokenizer)));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
