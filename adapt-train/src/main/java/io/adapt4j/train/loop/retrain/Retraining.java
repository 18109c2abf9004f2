package io.adapt4j.train.loop.retrain;

import io.adapt4j.BaseModel;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.recipe.Recipe;
import io.adapt4j.train.task.TrainingTask;
import java.util.function.Function;

/** Makes a candidate of what was learnt since. */
@FunctionalInterface
public interface Retraining {

    /**
     * Makes the candidate. Called again with the same request after a crash; it goes on then.
     *
     * @throws io.adapt4j.error.AdaptException when there can be none; ends the run with this message
     */
    Retrained retrain(RetrainingRequest request);

    /**
     * A retraining with {@link io.adapt4j.train.Trainer}.
     *
     * @param task with the tokenizer of the base
     * @param example makes an example of a labelled text, such as {@link LabelledText#toExample}
     */
    static <E, T extends TrainingTask<E, T>> TrainerRetraining<E, T> by(
            BaseModel base, T task, Function<LabelledText, E> example) {
        return new TrainerRetraining<>(base, task, example);
    }

    /**
     * A retraining by a recipe, whose own data are the old examples.
     *
     * @param example makes an example of the recipe's task of a labelled text, such as {@link LabelledText#toExample}
     */
    static RecipeRetraining by(Recipe recipe, BaseModel base, Function<LabelledText, ?> example) {
        return new RecipeRetraining(recipe, base, example);
    }
}
