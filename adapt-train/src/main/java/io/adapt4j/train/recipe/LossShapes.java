package io.adapt4j.train.recipe;

import io.adapt4j.train.Contrast;
import io.adapt4j.train.recipe.document.Either;
import io.adapt4j.train.recipe.document.Many;
import io.adapt4j.train.recipe.document.Node;
import io.adapt4j.train.recipe.document.Range;
import io.adapt4j.train.recipe.document.RecordShape;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import io.adapt4j.train.recipe.document.Variants;
import io.adapt4j.train.task.ClassWeights;
import io.adapt4j.train.task.ClassificationLoss;
import io.adapt4j.train.task.SimilarityLoss;
import java.util.List;
import java.util.Map;

/** The losses and contrasts that a recipe can name. One with a teacher, or of one's own, is code, and is set in Java. */
final class LossShapes {
    static final Shape<ClassificationLoss> CLASSIFICATION = new Variants<ClassificationLoss>(List.of(
            new Variants.Variant<>(
                    "cross-entropy",
                    ClassificationLoss.CrossEntropy.class,
                    RecordShape.like(new ClassificationLoss.CrossEntropy(), "The cross-entropy")),
            new Variants.Variant<>(
                    "focal",
                    ClassificationLoss.Focal.class,
                    RecordShape.like(
                            new ClassificationLoss.Focal(2),
                            "The cross-entropy with less weight, by gamma, on what is already learnt"))));

    static final Shape<SimilarityLoss> SIMILARITY = new Variants<SimilarityLoss>(List.of(
            new Variants.Variant<>(
                    "cosine",
                    SimilarityLoss.Cosine.class,
                    RecordShape.like(new SimilarityLoss.Cosine(), "The squared difference from the cosines")),
            new Variants.Variant<>(
                    "cosent",
                    SimilarityLoss.Cosent.class,
                    RecordShape.like(new SimilarityLoss.Cosent(), "The order of the scores within a batch"))));

    static final Shape<Contrast> CONTRAST = new Variants<Contrast>(List.of(
            new Variants.Variant<>(
                    "proxies",
                    Contrast.Proxies.class,
                    new RecordShape(
                                    Map.of(),
                                    Map.of(
                                            "scale",
                                            "By which cosines are multiplied",
                                            "labelNames",
                                            "Whether the name of each label is one more text of it"),
                                    Map.of("scale", 20.0, "labelNames", false))
                            .of(
                                    Contrast.Proxies.class,
                                    "Every text of a batch against one learnt vector for each label")),
            new Variants.Variant<>(
                    "in-batch",
                    Contrast.InBatch.class,
                    RecordShape.like(new Contrast.InBatch(20), "Every text of a batch against all others of it")),
            new Variants.Variant<>(
                    "pairs",
                    Contrast.Pairs.class,
                    new RecordShape(
                                    Map.of(SimilarityLoss.class, SIMILARITY),
                                    Map.of(
                                            "perExample",
                                            "Pairs of each kind for each example",
                                            "loss",
                                            "What of the scores, 1 and 0, is learnt"),
                                    Map.of("perExample", 1, "loss", new SimilarityLoss.Cosine()))
                            .of(Contrast.Pairs.class, "Pairs drawn before training, of one label and of two"))));

    /** A word, or a weight for each label. */
    static final Shape<ClassWeights> CLASS_WEIGHTS = new Either<>(
            node -> node instanceof Node.Fields,
            Scalars.mapped(
                    Many.map(Scalars.number(Range.POSITIVE)),
                    ClassWeights.Given::new,
                    given -> ((ClassWeights.Given) given).weights()),
            Scalars.choice(Map.of("equal", new ClassWeights.Equal(), "balanced", new ClassWeights.Balanced())),
            weights -> weights instanceof ClassWeights.Given);

    private LossShapes() {}
}
