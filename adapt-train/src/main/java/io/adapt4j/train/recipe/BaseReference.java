package io.adapt4j.train.recipe;

import io.adapt4j.ContentHash;
import java.util.Optional;

/**
 * The base model of a recipe.
 *
 * @param model its file, relative to the recipe's folder
 * @param hash its content hash; a base of another is refused
 * @param tokenizer the tokenizer.json that came with it, likewise; empty where {@link RecipeTrainer#tokenizer} gives one
 * @param threads threads that one call may use, which decide the last bits; 0 leaves the choice to the engine
 */
public record BaseReference(String model, Optional<ContentHash> hash, Optional<String> tokenizer, int threads) {

    /** A model and its tokenizer, whatever their content, with one thread. */
    public static BaseReference of(String model, String tokenizer) {
        return new BaseReference(model, Optional.empty(), Optional.of(tokenizer), 1);
    }

    public BaseReference withHash(ContentHash newHash) {
        return new BaseReference(model, Optional.of(newHash), tokenizer, threads);
    }

    public BaseReference withThreads(int newThreads) {
        return new BaseReference(model, hash, tokenizer, newThreads);
    }
}
