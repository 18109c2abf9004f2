package io.adapt4j.train.recipe;

import com.google.gson.JsonPrimitive;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.train.Contrast;
import io.adapt4j.train.FewShotTrainer;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.TrainingRun;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.policy.DataTags;
import io.adapt4j.train.gate.Finding;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.TestData;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.task.TrainingTask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains by a recipe on a base, with the recipe's data or other, and judges the adapter by the recipe's gate; made by {@link
 * Recipe#on}. An adapter that does not pass is a result too: its {@link TrainingResult#verdict} says so.
 */
public final class RecipeTrainer {
    private static final Logger LOG = LoggerFactory.getLogger(RecipeTrainer.class);

    private final Recipe recipe;
    private final BaseModel base;
    private @Nullable TokenizerFile tokenizer;
    private Consumer<Trainer<?>> settings = trainer -> {};
    private Optional<Adapter> champion = Optional.empty();
    private DataTags tags = DataTags.none();
    private byte @Nullable [] secret;

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

    /** The adapter that would be replaced, for criteria of the gate that compare with it; in place of the recipe's champion. */
    public RecipeTrainer champion(Adapter newChampion) {
        champion = Optional.of(newChampion);
        return this;
    }

    /** What is known about examples that are given in place of the recipe's; nothing, if not said. */
    public RecipeTrainer tags(DataTags newTags) {
        tags = newTags;
        return this;
    }

    /** The key of the index of records, in place of that in the recipe's environment variable. */
    public RecipeTrainer recordSecret(byte[] newSecret) {
        secret = newSecret.clone();
        return this;
    }

    /**
     * Trains on the recipe's data; the errors are those of {@link Trainer#train}.
     *
     * @throws io.adapt4j.error.PolicyViolationException when the recipe's policy does not allow the data
     * @throws InvalidDataException when a file is not the one that the recipe names, a row is malformed, or examples leak and that is
     *     refused
     */
    public TrainingResult train() {
        return onFiles(TaskShapes.of(recipe.task())).train();
    }

    /**
     * Trains on other examples than the recipe's. Policy, splits, gate and all else are the recipe's; what the recipe holds out in
     * files is not read.
     *
     * @throws InvalidDataException when they are not of the kind that the recipe's task takes, or the recipe has a gate and there are
     *     none to judge on
     */
    public TrainingResult train(ExampleSource<?> examples) {
        return on(TaskShapes.of(recipe.task()), Map.of(RecipeSources.TRAIN, examples))
                .train();
    }

    /** As {@link #train(ExampleSource)}, with examples to evaluate on. */
    public TrainingResult train(ExampleSource<?> examples, ExampleSource<?> evaluation) {
        Map<String, ExampleSource<?>> parts = new LinkedHashMap<>();
        parts.put(RecipeSources.TRAIN, examples);
        parts.put(RecipeData.EVALUATION, evaluation);
        return on(TaskShapes.of(recipe.task()), parts).train();
    }

    /** Trains on the recipe's data, on a thread of its own. */
    public TrainingRun start() {
        return onFiles(TaskShapes.of(recipe.task())).start();
    }

    /** A training that is ready to begin, and what is done with what it gives. */
    private record Prepared(
            Supplier<TrainingResult> training, Supplier<TrainingRun> run, UnaryOperator<TrainingResult> afterwards) {

        TrainingResult train() {
            return afterwards.apply(training.get());
        }

        TrainingRun start() {
            return run.get().then(afterwards);
        }

        Prepared then(UnaryOperator<TrainingResult> last) {
            return new Prepared(training, run, last);
        }
    }

    private <E, T extends TrainingTask<E, T>> Prepared onFiles(TaskKind<E, T> kind) {
        return prepared(kind, RecipeSources.files(recipe, kind));
    }

    private <E, T extends TrainingTask<E, T>> Prepared on(TaskKind<E, T> kind, Map<String, ExampleSource<?>> given) {
        Map<String, ExampleSource<E>> parts = new LinkedHashMap<>();
        given.forEach((part, source) -> parts.put(part, source.map(kind::checked)));
        return prepared(kind, RecipeSources.given(parts, tags));
    }

    private <E, T extends TrainingTask<E, T>> Prepared prepared(TaskKind<E, T> kind, RecipeSources<E> sources) {
        T task = kind.type().cast(recipe.task());
        PreparedData<E> data = PreparedData.of(recipe, task.kind(), sources, this::recordSecret);
        Optional<TestData<E>> judged = recipe.gate()
                .map(
                        gate -> data.testData()
                                .orElseThrow(
                                        () -> new InvalidDataException(
                                                "The recipe has a gate, but no examples are held out for it; give examples to evaluate on too")));
        Optional<Adapter> against = champion.or(() -> recipe.champion().map(other -> other.open(recipe.folder())));
        UnaryOperator<TrainingResult> afterwards = result -> {
            TrainingResult indexed = data.records().map(result::withRecords).orElse(result);
            return judged.map(test -> judged(indexed, recipe.gate().orElseThrow(), test, against))
                    .orElse(indexed);
        };
        ExampleSource<E> examples = PreparedData.examples(data.train());
        Optional<ExampleSource<E>> evaluation =
                Optional.ofNullable(data.heldOut().get(RecipeData.EVALUATION)).map(PreparedData::examples);
        T complete = task.tokenizer(tokenizer());
        Consumer<Trainer<?>> all = trainer -> {
            trainer.document("recipe", recipe.toJson())
                    .document("recipeHash", new JsonPrimitive(recipe.hash().toString()))
                    .document("data", data.account());
            settings.accept(trainer);
        };
        return recipe.contrast()
                .map(contrast ->
                        inTwoStages(contrast, TextClassification.class.cast(complete), examples, evaluation, all))
                .orElseGet(() -> atOnce(complete, examples, evaluation, all))
                .then(afterwards);
    }

    private <E> Prepared atOnce(
            TrainingTask<E, ?> task,
            ExampleSource<E> examples,
            Optional<ExampleSource<E>> evaluation,
            Consumer<Trainer<?>> all) {
        Trainer<E> trainer = Trainer.on(base)
                .method(recipe.method())
                .hyperparameters(recipe.hyperparameters())
                .task(task);
        evaluation.ifPresent(trainer::evaluateOn);
        recipe.start().map(this::opened).ifPresent(start -> trainer.from(start).method(recipe.method()));
        all.accept(trainer);
        return new Prepared(() -> trainer.train(examples), () -> trainer.start(examples), result -> result);
    }

    private Prepared inTwoStages(
            Contrast contrast,
            TextClassification task,
            ExampleSource<?> examples,
            Optional<? extends ExampleSource<?>> evaluation,
            Consumer<Trainer<?>> all) {
        FewShotTrainer trainer = FewShotTrainer.on(base, task)
                .method(recipe.method())
                .hyperparameters(recipe.hyperparameters())
                .contrast(contrast)
                .settings(all);
        evaluation.map(RecipeTrainer::ofTexts).ifPresent(trainer::evaluateOn);
        ExampleSource<Example> texts = ofTexts(examples);
        return new Prepared(() -> trainer.train(texts), () -> trainer.start(texts), result -> result);
    }

    /** Examples of a classification, as which the recipe's task takes none but these. */
    private static ExampleSource<Example> ofTexts(ExampleSource<?> examples) {
        return examples.map(Example.class::cast);
    }

    private TrainingResult judged(TrainingResult result, Gate gate, TestData<?> test, Optional<Adapter> against) {
        Verdict verdict = gate.judge(result.adapter(), base, test, against);
        if (!verdict.passed()) {
            LOG.warn(
                    "The adapter did not pass its gate; what failed: {}",
                    verdict.findings().stream()
                            .filter(finding -> !finding.passed())
                            .map(Finding::criterion)
                            .toList());
        }
        return result.withVerdict(verdict);
    }

    /** The adapter to go on with, whose method must be the recipe's, targets apart: training compares what these select. */
    private Adapter opened(AdapterReference reference) {
        Adapter start = reference.open(recipe.folder());
        MethodConfig method = start.method().withTargets(recipe.method().targets());
        if (!method.equals(recipe.method())) {
            throw new IncompatibleAdapterException("The recipe goes on with an adapter of the method " + method
                    + ", but its own is " + recipe.method() + "; give it the adapter's method, or remove start");
        }
        return start;
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

    private byte[] recordSecret() {
        if (secret != null) {
            return secret;
        }
        return recipe.data()
                .index()
                .flatMap(IndexedRecords::secretVariable)
                .map(RecipeTrainer::variable)
                .orElse(new byte[0]);
    }

    private static byte[] variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new InvalidRecipeException("The key of the index of records is to be in the environment variable "
                    + name + ", which is not set; set it, or give the key to the trainer");
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
