package io.adapt4j.train.recipe;

import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.optim.Optimizer;
import io.adapt4j.train.optim.Optimizers;
import io.adapt4j.train.optim.Schedule;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.Range;
import io.adapt4j.train.recipe.document.RecordShape;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import io.adapt4j.train.recipe.document.Variants;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The sections of a recipe that {@link Hyperparameters} hold: optimizer, schedule and batch. What is read of each is the change of
 * the values that it makes; what is written is taken from all of them.
 */
final class TrainingShapes {
    private static final Hyperparameters DEFAULTS = Hyperparameters.defaults();
    private static final Shape<Integer> COUNT = Scalars.integer(0, Integer.MAX_VALUE);
    private static final Shape<Integer> AT_LEAST_ONE = Scalars.integer(1, Integer.MAX_VALUE);
    private static final Shape<Double> POSITIVE = Scalars.number(Range.POSITIVE);
    private static final Shape<Double> NOT_NEGATIVE = Scalars.number(Range.NOT_NEGATIVE);
    private static final Shape<Double> SHARE = Scalars.number(Range.SHARE);

    private static final Shape<Optimizer> ALGORITHMS = new Variants<Optimizer>(Optimizers.names().stream()
            .sorted()
            .map(name -> algorithm(name, Optimizers.named(name)))
            .toList());

    private static final Field<Optimizer> ALGORITHM =
            Field.of("algorithm", ALGORITHMS, DEFAULTS.optimizer(), "How gradients change parameters");
    private static final Field<Double> LEARNING_RATE =
            Field.of("learningRate", POSITIVE, DEFAULTS.learningRate(), "Of the deltas, at its height");
    private static final Field<Double> HEAD_LEARNING_RATE =
            Field.optional("headLearningRate", POSITIVE, "Of the head, at its height; that of the deltas if left out");
    private static final Field<Double> WEIGHT_DECAY = Field.of(
            "weightDecay",
            NOT_NEGATIVE,
            DEFAULTS.weightDecay(),
            "Share of each weight taken away per step, times the learning rate");
    private static final Field<Double> CLIP_NORM = Field.of(
            "clipNorm", NOT_NEGATIVE, DEFAULTS.clipNorm(), "The norm to which the gradient is cut; 0 for none");
    private static final Field<Double> EMA_DECAY =
            Field.of("emaDecay", SHARE, DEFAULTS.emaDecay(), "Decay of the parameters' moving average; 0 for none");
    private static final Field<Double> LORA_PLUS_RATIO =
            Field.of("loraPlusRatio", POSITIVE, DEFAULTS.loraPlusRatio(), "Factor on the learning rate of LoRA's B");

    private static final Field<Double> LAYER_DECAY = Field.of(
            "layerDecay",
            Scalars.number(new Range(0, false, 1, true)),
            DEFAULTS.layerDecay(),
            "Factor on the learning rate for each layer below the last that is trained");

    private static final Field<Integer> EPOCHS =
            Field.of("epochs", AT_LEAST_ONE, DEFAULTS.epochs(), "Passes over the examples");
    private static final Field<Integer> MAX_STEPS =
            Field.of("maxSteps", COUNT, DEFAULTS.maxSteps(), "Steps after which training ends; 0 for no such limit");
    private static final Field<Integer> PATIENCE = Field.of(
            "patience", COUNT, DEFAULTS.patience(), "Evaluations without improvement after which training ends");
    private static final Field<Double> WARMUP_RATIO = Field.of(
            "warmupRatio",
            Scalars.number(new Range(0, true, 1, true)),
            DEFAULTS.warmupRatio(),
            "Share of the steps over which the learning rate rises");
    private static final Field<Schedule> DECAY = Field.of(
            "decay",
            Scalars.choice(Scalars.words(Schedule.class)),
            DEFAULTS.schedule(),
            "How the learning rate falls, and in one-cycle rises too");

    private static final Field<Integer> SIZE =
            Field.of("size", AT_LEAST_ONE, DEFAULTS.batchSize(), "Examples per step");

    private static final Field<Integer> ACCUMULATION = Field.of(
            "accumulation",
            AT_LEAST_ONE,
            DEFAULTS.accumulation(),
            "Parts in which a batch is computed, one after the other, to bound memory");
    private static final Field<Double> EMBEDDING_NOISE = Field.of(
            "embeddingNoise",
            NOT_NEGATIVE,
            DEFAULTS.embeddingNoise(),
            "The alpha of the noise on the token embeddings (NEFTune); 0 for none");

    /** A section: some of the hyper-parameters. */
    record Section(Hyperparameters all, UnaryOperator<Hyperparameters> change) {
        static Section of(Hyperparameters all) {
            return new Section(all, UnaryOperator.identity());
        }
    }

    static final ObjectShape<Section> OPTIMIZER = section("How gradients change parameters")
            .with(ALGORITHM, section -> section.all.optimizer())
            .with(LEARNING_RATE, section -> section.all.learningRate())
            .find(HEAD_LEARNING_RATE, section -> Optional.of(section.all.headLearningRate())
                    .filter(rate -> rate != section.all.learningRate()))
            .with(WEIGHT_DECAY, section -> section.all.weightDecay())
            .with(CLIP_NORM, section -> section.all.clipNorm())
            .with(EMA_DECAY, section -> section.all.emaDecay())
            .with(LORA_PLUS_RATIO, section -> section.all.loraPlusRatio())
            .with(LAYER_DECAY, section -> section.all.layerDecay())
            .make(values -> changing(all -> all.withOptimizer(values.get(ALGORITHM))
                    .withLearningRate(values.get(LEARNING_RATE))
                    .withHeadLearningRate(values.find(HEAD_LEARNING_RATE).orElse(values.get(LEARNING_RATE)))
                    .withWeightDecay(values.get(WEIGHT_DECAY))
                    .withClipNorm(values.get(CLIP_NORM))
                    .withEmaDecay(values.get(EMA_DECAY))
                    .withLoraPlusRatio(values.get(LORA_PLUS_RATIO))
                    .withLayerDecay(values.get(LAYER_DECAY))));

    static final ObjectShape<Section> SCHEDULE = section("How long training goes on, and how the learning rate changes")
            .with(EPOCHS, section -> section.all.epochs())
            .with(MAX_STEPS, section -> section.all.maxSteps())
            .with(PATIENCE, section -> section.all.patience())
            .with(WARMUP_RATIO, section -> section.all.warmupRatio())
            .with(DECAY, section -> section.all.schedule())
            .make(values -> changing(all -> all.withEpochs(values.get(EPOCHS))
                    .withMaxSteps(values.get(MAX_STEPS))
                    .withPatience(values.get(PATIENCE))
                    .withWarmupRatio(values.get(WARMUP_RATIO))
                    .withSchedule(values.get(DECAY))));

    static final ObjectShape<Section> BATCH = section("What one step sees")
            .with(SIZE, section -> section.all.batchSize())
            .with(ACCUMULATION, section -> section.all.accumulation())
            .with(EMBEDDING_NOISE, section -> section.all.embeddingNoise())
            .make(values -> changing(all -> all.withBatchSize(values.get(SIZE))
                    .withAccumulation(values.get(ACCUMULATION))
                    .withEmbeddingNoise(values.get(EMBEDDING_NOISE))));

    private TrainingShapes() {}

    private static <T extends Optimizer> Variants.Variant<T> algorithm(String name, T usual) {
        @SuppressWarnings("unchecked") // the class of the value
        Class<T> type = (Class<T>) usual.getClass();
        return new Variants.Variant<>(name, type, RecordShape.like(usual, type.getSimpleName()));
    }

    private static ObjectShape.Builder<Section> section(String about) {
        return ObjectShape.of(about);
    }

    private static Section changing(UnaryOperator<Hyperparameters> change) {
        return new Section(DEFAULTS, change);
    }
}
