package io.adapt4j.train.search;

import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.recipe.Recipe;
import java.util.function.Consumer;

/** Trains by the recipe of a trial. Several threads may call it at once. */
@FunctionalInterface
public interface TrialTrainer {

    /** @param settings what the search wants of the trainer; to be applied last */
    TrainingResult train(Recipe recipe, Consumer<Trainer<?>> settings);
}
