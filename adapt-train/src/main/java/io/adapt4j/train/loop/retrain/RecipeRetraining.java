package io.adapt4j.train.loop.retrain;

import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.train.Checkpoints;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.policy.DataTags;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.recipe.Recipe;
import io.adapt4j.train.recipe.RecipeTrainer;
import io.adapt4j.train.task.TrainingTask;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Retrains by a recipe. Its data are the old examples, without those whose text the loop holds out; its policy, splits and all else apply
 * to the mix of old and new ones; what it evaluates on in files of its own is evaluated on. Its gate is left to the loop. With a warm start
 * its method is the champion's, whose head gets a row for each label that is new; a recipe with contrast trains in two stages, the first of which
 * learns no task, so that it begins from scratch always. Immutable; setters return a changed copy.
 */
public final class RecipeRetraining implements Retraining {
    private final Recipe recipe;
    private final BaseModel base;
    private final Function<LabelledText, ?> example;
    private final @Nullable TokenizerFile tokenizer;
    private final DataTags tags;
    private final int checkpointSteps;

    RecipeRetraining(Recipe recipe, BaseModel base, Function<LabelledText, ?> example) {
        this(recipe.withoutGate(), base, example, null, DataTags.none(), 0);
    }

    private RecipeRetraining(
            Recipe recipe,
            BaseModel base,
            Function<LabelledText, ?> example,
            @Nullable TokenizerFile tokenizer,
            DataTags tags,
            int checkpointSteps) {
        this.recipe = recipe;
        this.base = base;
        this.example = example;
        this.tokenizer = tokenizer;
        this.tags = tags;
        this.checkpointSteps = checkpointSteps;
    }

    /** The tokenizer of the base, in place of the recipe's. */
    public RecipeRetraining withTokenizer(TokenizerFile newTokenizer) {
        return new RecipeRetraining(recipe, base, example, newTokenizer, tags, checkpointSteps);
    }

    /** What is known of the labelled texts, for the recipe's policy. */
    public RecipeRetraining withTags(DataTags newTags) {
        return new RecipeRetraining(recipe, base, example, tokenizer, newTags, checkpointSteps);
    }

    /** Writes a checkpoint after so many steps too, and not only after each epoch. */
    public RecipeRetraining withCheckpointSteps(int steps) {
        return new RecipeRetraining(recipe, base, example, tokenizer, tags, steps);
    }

    @Override
    public Retrained retrain(RetrainingRequest request) {
        return retrain(request, recipe.task());
    }

    private <E, T extends TrainingTask<E, T>> Retrained retrain(RetrainingRequest request, TrainingTask<?, ?> any) {
        @SuppressWarnings(
                "unchecked") // every task is one of its own examples; the recipe checks each example that it is given
        T task = (T) any;
        @SuppressWarnings("unchecked")
        ExampleSource<E> original = (ExampleSource<E>) recipe.examples();
        @SuppressWarnings("unchecked")
        Function<LabelledText, E> made = (Function<LabelledText, E>) example;
        ExampleSource<E> examples = request.examples(base, original, made, task.kind());
        Optional<WarmStart<T>> warm =
                recipe.contrast().isPresent() ? Optional.empty() : WarmStart.of(request, base, task, examples);
        RecipeTrainer trainer = warm.map(start -> recipe.withTask(start.task()))
                .orElse(recipe)
                .on(base)
                .tags(tags)
                .settings(each -> {
                    warm.ifPresent(start -> each.from(start.adapter()));
                    each.rates(request.rates())
                            .listener(request.listener())
                            .checkpoints(Checkpoints.in(request.folder().resolve("checkpoints"))
                                    .withEverySteps(checkpointSteps));
                });
        if (tokenizer != null) {
            trainer.tokenizer(tokenizer);
        }
        TrainingResult result = recipe.evaluationExamples()
                .map(evaluation -> trainer.train(examples, evaluation))
                .orElseGet(() -> trainer.train(examples));
        return Retrained.of(result);
    }
}
