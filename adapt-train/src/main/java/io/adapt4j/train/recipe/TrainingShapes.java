package io.adapt4j.train.recipe;

import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.optim.AdamW;
import io.adapt4j.train.optim.Optimizer;
import io.adapt4j.train.optim.Schedule;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.Range;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import io.adapt4j.train.recipe.document.Variants;
import java.util.List;
import java.util.Map;
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

    private static final Field<Double> BETA1 = Field.of("beta1", SHARE, 0.9, "Decay of the mean of the gradient");
    private static final Field<Double> BETA2 = Field.of("beta2", SHARE, 0.999, "Decay of the mean of its square");
    private static final Field<Double> EPSILON = Field.of("epsilon", POSITIVE, 1e-8, "Added to the denominator");

    private static final Shape<Optimizer> ALGORITHMS = new Variants<Optimizer>(List.of(new Variants.Variant<>(
            "adamw",
            AdamW.class,
            ObjectShape.<AdamW>of("Adam with decoupled weight decay")
                    .with(BETA1, AdamW::beta1)
                    .with(BETA2, AdamW::beta2)
                    .with(EPSILON, AdamW::epsilon)
                    .make(values -> new AdamW(values.get(BETA1), values.get(BETA2), values.get(EPSILON))))));

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
            Scalars.choice(Map.of("constant", Schedule.CONSTANT, "linear", Schedule.LINEAR, "cosine", Schedule.COSINE)),
            DEFAULTS.schedule(),
            "How the learning rate falls");

    private static final Field<Integer> SIZE =
            Field.of("size", AT_LEAST_ONE, DEFAULTS.batchSize(), "Examples per step");

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
            .make(values -> changing(all -> all.withOptimizer(values.get(ALGORITHM))
                    .withLearningRate(values.get(LEARNING_RATE))
                    .withHeadLearningRate(values.find(HEAD_LEARNING_RATE).orElse(values.get(LEARNING_RATE)))
                    .withWeightDecay(values.get(WEIGHT_DECAY))
                    .withClipNorm(values.get(CLIP_NORM))
                    .withEmaDecay(values.get(EMA_DECAY))
                    .withLoraPlusRatio(values.get(LORA_PLUS_RATIO))));

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
            .make(values -> changing(all -> all.withBatchSize(values.get(SIZE))));

    private TrainingShapes() {}

    private static ObjectShape.Builder<Section> section(String about) {
        return ObjectShape.of(about);
    }

    private static Section changing(UnaryOperator<Hyperparameters> change) {
        return new Section(DEFAULTS, change);
    }
}
