package io.adapt4j.train.recipe;

import io.adapt4j.task.Pooling;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.NumericExample;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.data.TextTriplet;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.Many;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.Range;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import io.adapt4j.train.recipe.document.Values;
import io.adapt4j.train.recipe.document.Variants;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.task.ClassWeights;
import io.adapt4j.train.task.ClassificationLoss;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.task.MultiLabelClassification;
import io.adapt4j.train.task.SimilarityLoss;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.task.TextEmbedding;
import io.adapt4j.train.task.TextInput;
import io.adapt4j.train.task.TextRegression;
import io.adapt4j.train.task.TextSimilarity;
import io.adapt4j.train.task.TokenClassification;
import io.adapt4j.train.task.TrainingTask;
import io.adapt4j.train.task.TripletEmbedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tasks that a recipe can name; the tokenizer is the base's. */
final class TaskShapes {
    private static final Field<Pooling> POOLING = Field.of(
            "pooling",
            Scalars.choice(Map.of("mean", Pooling.MEAN, "cls", Pooling.CLS)),
            Pooling.MEAN,
            "How hidden states become one vector");
    private static final Field<Integer> MAX_LENGTH = Field.of(
            "maxLength",
            Scalars.integer(2, 1 << 20),
            128,
            "Texts are cut to this many tokens, special tokens included");
    private static final Field<List<String>> LABELS = Field.optional(
            "labels",
            Many.list(Scalars.text()),
            "The labels in the head's order; those of the data, sorted, if left out");
    private static final Field<List<String>> KINDS =
            Field.optional("kinds", Many.list(Scalars.text()), "The kinds of entities; those of the data if left out");
    private static final Field<List<String>> TARGETS =
            Field.required("targets", Many.list(Scalars.text()), "What the numbers are, each a part of an example");
    private static final Field<Double> DROPOUT = Field.of(
            "headDropout",
            Scalars.number(Range.SHARE),
            0.1,
            "Probability with which an element is dropped before the head");
    private static final Field<Double> NO_DROPOUT = Field.of(
            "headDropout",
            Scalars.number(Range.SHARE),
            0.0,
            "Probability with which an element is dropped before the head");
    private static final Field<Double> SMOOTHING =
            Field.of("labelSmoothing", Scalars.number(Range.SHARE), 0.0, "Share of the target spread over all labels");
    private static final Field<Double> THRESHOLD = Field.of(
            "threshold",
            Scalars.number(new Range(0, false, 1, false)),
            0.5,
            "The probability from which on a label is given");
    private static final Field<Double> SCALE =
            Field.of("scale", Scalars.number(Range.POSITIVE), 20.0, "By which cosines are multiplied");

    private static final Shape<HeadConfig> HEADS = new Variants<HeadConfig>(List.of(
            new Variants.Variant<>(
                    "cosine",
                    HeadConfig.Cosine.class,
                    ObjectShape.<HeadConfig.Cosine>of("Cosines with a direction for each label")
                            .with(SCALE, HeadConfig.Cosine::scale)
                            .make(values -> new HeadConfig.Cosine(values.get(SCALE)))),
            new Variants.Variant<>(
                    "linear",
                    HeadConfig.Linear.class,
                    ObjectShape.<HeadConfig.Linear>of("A linear layer").make(values -> new HeadConfig.Linear()))));
    private static final Field<HeadConfig> HEAD =
            Field.of("head", HEADS, new HeadConfig.Cosine(20), "How the head is parametrised");

    private static final Field<ClassificationLoss> LOSS =
            Field.of("loss", LossShapes.CLASSIFICATION, new ClassificationLoss.CrossEntropy(), "What is made small");
    private static final Field<ClassWeights> CLASS_WEIGHTS = Field.of(
            "classWeights",
            LossShapes.CLASS_WEIGHTS,
            new ClassWeights.Equal(),
            "How much the examples of each label count: equal, balanced, or a weight for each label");
    private static final Field<SimilarityLoss> SIMILARITY_LOSS =
            Field.of("loss", LossShapes.SIMILARITY, new SimilarityLoss.Cosine(), "What of the scores is learnt");
    private static final Field<Objective.Distance> DISTANCE = Field.of(
            "distance",
            Scalars.choice(Scalars.words(Objective.Distance.class)),
            TextEmbedding.triplets().distance(),
            "How far vectors are from each other");
    private static final Field<Double> MARGIN = Field.of(
            "margin",
            Scalars.number(Range.POSITIVE),
            TextEmbedding.triplets().margin(),
            "By how much the one text is to be nearer than the other");

    static final List<TaskKind<?, ?>> ALL = List.of(
            new TaskKind<>(
                    "text-classification",
                    TextClassification.class,
                    Example.class,
                    TaskShapes.<TextClassification>task("One label out of several for a text")
                            .find(LABELS, task -> some(task.labels()))
                            .with(DROPOUT, TextClassification::headDropout)
                            .with(SMOOTHING, TextClassification::labelSmoothing)
                            .with(HEAD, TextClassification::head)
                            .with(LOSS, TextClassification::loss)
                            .with(CLASS_WEIGHTS, TextClassification::classWeights)
                            .make(values -> new TextClassification(
                                    values.find(LABELS).orElse(List.of()),
                                    input(values),
                                    values.get(DROPOUT),
                                    values.get(SMOOTHING),
                                    values.get(HEAD),
                                    values.get(LOSS),
                                    values.get(CLASS_WEIGHTS))),
                    task -> List.of("text", "label"),
                    (task, row, column) ->
                            new Example(row.text(column.apply("text")), row.text(column.apply("label")))),
            new TaskKind<>(
                    "multi-label-classification",
                    MultiLabelClassification.class,
                    MultiLabelExample.class,
                    TaskShapes.<MultiLabelClassification>task("Any number of labels for a text")
                            .find(LABELS, task -> some(task.labels()))
                            .with(THRESHOLD, MultiLabelClassification::threshold)
                            .with(DROPOUT, MultiLabelClassification::headDropout)
                            .make(values -> new MultiLabelClassification(
                                    values.find(LABELS).orElse(List.of()),
                                    input(values),
                                    values.get(THRESHOLD),
                                    values.get(DROPOUT))),
                    task -> List.of("text", "labels"),
                    (task, row, column) -> new MultiLabelExample(
                            row.text(column.apply("text")), labels(row.texts(column.apply("labels"))))),
            new TaskKind<>(
                    "text-regression",
                    TextRegression.class,
                    NumericExample.class,
                    TaskShapes.<TextRegression>task("Numbers for a text")
                            .with(TARGETS, TextRegression::targets)
                            .with(NO_DROPOUT, TextRegression::headDropout)
                            .make(values ->
                                    new TextRegression(values.get(TARGETS), input(values), values.get(NO_DROPOUT))),
                    TaskShapes::textAndTargets,
                    (task, row, column) -> new NumericExample(
                            row.text(column.apply("text")),
                            task.targets().stream()
                                    .map(target -> row.number(column.apply(target)))
                                    .toList())),
            new TaskKind<>(
                    "text-embedding",
                    TextEmbedding.class,
                    TextPair.class,
                    TaskShapes.<TextEmbedding>task("Vectors from pairs of texts that belong together")
                            .with(SCALE, TextEmbedding::scale)
                            .make(values -> new TextEmbedding(input(values), values.get(SCALE))),
                    task -> List.of("first", "second"),
                    (task, row, column) ->
                            new TextPair(row.text(column.apply("first")), row.text(column.apply("second")))),
            new TaskKind<>(
                    "triplet-embedding",
                    TripletEmbedding.class,
                    TextTriplet.class,
                    TaskShapes.<TripletEmbedding>task("Vectors from texts that are to be near one text and not another")
                            .with(DISTANCE, TripletEmbedding::distance)
                            .with(MARGIN, TripletEmbedding::margin)
                            .make(values ->
                                    new TripletEmbedding(input(values), values.get(DISTANCE), values.get(MARGIN))),
                    task -> List.of("anchor", "positive", "negative"),
                    (task, row, column) -> new TextTriplet(
                            row.text(column.apply("anchor")),
                            row.text(column.apply("positive")),
                            row.text(column.apply("negative")))),
            new TaskKind<>(
                    "text-similarity",
                    TextSimilarity.class,
                    ScoredPair.class,
                    TaskShapes.<TextSimilarity>task("Vectors from pairs of texts with scores")
                            .with(SIMILARITY_LOSS, TextSimilarity::loss)
                            .make(values -> new TextSimilarity(input(values), values.get(SIMILARITY_LOSS))),
                    task -> List.of("first", "second", "score"),
                    (task, row, column) -> new ScoredPair(
                            row.text(column.apply("first")),
                            row.text(column.apply("second")),
                            row.number(column.apply("score")))),
            new TaskKind<>(
                    "token-classification",
                    TokenClassification.class,
                    TaggedText.class,
                    TaskShapes.<TokenClassification>task("Entities in a text; its data is of the format conll")
                            .find(KINDS, task -> some(task.kinds()))
                            .with(DROPOUT, TokenClassification::headDropout)
                            .make(values -> new TokenClassification(
                                    values.find(KINDS).orElse(List.of()), input(values), values.get(DROPOUT))),
                    task -> List.of(),
                    (task, row, column) -> {
                        throw new IllegalArgumentException("Tagged sentences are read from files of the format conll");
                    }));

    static final Shape<TrainingTask<?, ?>> SHAPE = new Variants<TrainingTask<?, ?>>(
            ALL.stream().map(TaskShapes::variant).toList());

    private TaskShapes() {}

    private static <E, T extends TrainingTask<E, T>> Variants.Variant<T> variant(TaskKind<E, T> kind) {
        return new Variants.Variant<>(kind.name(), kind.type(), kind.shape());
    }

    /** The kind of a task. */
    static TaskKind<?, ?> of(TrainingTask<?, ?> task) {
        return ALL.stream()
                .filter(kind -> kind.type().isInstance(task))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("A recipe cannot hold the task " + task));
    }

    private static <T extends TrainingTask<?, ?>> ObjectShape.Builder<T> task(String about) {
        return ObjectShape.<T>of(about)
                .with(POOLING, task -> task.input().pooling())
                .with(MAX_LENGTH, task -> task.input().maxLength());
    }

    private static TextInput input(Values values) {
        return new TextInput(Optional.empty(), values.get(POOLING), values.get(MAX_LENGTH));
    }

    private static Optional<List<String>> some(List<String> list) {
        return Optional.of(list).filter(all -> !all.isEmpty());
    }

    /** Labels of one column: a list, or texts in which they are separated by semicolons. */
    private static Set<String> labels(List<String> column) {
        return Set.copyOf(column.stream()
                .flatMap(text -> Arrays.stream(text.split(";", -1)))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .toList());
    }

    private static List<String> textAndTargets(TextRegression task) {
        List<String> parts = new ArrayList<>(List.of("text"));
        parts.addAll(task.targets());
        return parts;
    }
}
