package io.adapt4j.train.recipe;

import java.util.Optional;

/**
 * The examples of a recipe.
 *
 * @param train those to learn from
 * @param evaluation those to evaluate on after each epoch
 */
public record RecipeData(DataFile train, Optional<DataFile> evaluation) {

    /** Examples to learn from, and none to evaluate on. */
    public static RecipeData of(DataFile train) {
        return new RecipeData(train, Optional.empty());
    }

    public RecipeData withEvaluation(DataFile file) {
        return new RecipeData(train, Optional.of(file));
    }
}
