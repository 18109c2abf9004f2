package io.adapt4j.train.migrate.strategy;

import io.adapt4j.Adapter;
import io.adapt4j.train.migrate.compare.TextBase;
import io.adapt4j.train.recipe.Recipe;
import java.util.function.Function;

/**
 * A training that can be done again on another base.
 *
 * @param labels how many labelled examples it learns from
 * @param epochs how often
 * @param training trains an adapter on a base
 */
public record Rerun(int labels, int epochs, Function<TextBase, Adapter> training) {

    /**
     * The training of a recipe, with its own data and without its gate.
     *
     * @param labels how many examples its data have, as far as is known before they are read
     */
    public static Rerun of(Recipe recipe, int labels) {
        return new Rerun(labels, recipe.hyperparameters().epochs(), base -> recipe.withoutGate()
                .on(base.model())
                .tokenizer(base.tokenizer())
                .train()
                .adapter());
    }
}
