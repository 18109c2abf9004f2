package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import java.util.List;

/**
 * Learning one label out of several for a text: base model, pooling, dropout, head, cross-entropy or another loss.
 *
 * @param labels the labels in the head's order; empty to take those of the training data, sorted
 * @param input how texts are read
 * @param headDropout probability with which an element of the pooled vector is dropped in training, in [0, 1)
 * @param labelSmoothing share of the target spread over all labels, in [0, 1) (Szegedy et al., "Rethinking the
 *     Inception Architecture for Computer Vision", 2016)
 * @param head how the head is parametrised
 * @param loss what is made small
 * @param classWeights how much the examples of each label count
 */
public record TextClassification(
        List<String> labels,
        TextInput input,
        double headDropout,
        double labelSmoothing,
        HeadConfig head,
        ClassificationLoss loss,
        ClassWeights classWeights)
        implements TrainingTask<Example, TextClassification> {

    /** Logits per unit of cosine; a good start for few and for many examples alike. */
    private static final double DEFAULT_SCALE = 20;

    public TextClassification {
        labels = List.copyOf(labels);
        TextSamples.requireShare("headDropout", headDropout);
        TextSamples.requireShare("labelSmoothing", labelSmoothing);
    }

    /** A task whose labels are those of the training data, sorted. */
    public static TextClassification inferLabels() {
        return labels(List.of());
    }

    /** A task with these labels, in this order. */
    public static TextClassification labels(String... labels) {
        return labels(List.of(labels));
    }

    /** As {@link #labels(String...)}. */
    public static TextClassification labels(List<String> labels) {
        return new TextClassification(
                labels,
                TextInput.defaults(),
                0.1,
                0,
                new HeadConfig.Cosine(DEFAULT_SCALE),
                new ClassificationLoss.CrossEntropy(),
                new ClassWeights.Equal());
    }

    @Override
    public TextClassification input(TextInput newInput) {
        return new TextClassification(labels, newInput, headDropout, labelSmoothing, head, loss, classWeights);
    }

    public TextClassification headDropout(double newHeadDropout) {
        return new TextClassification(labels, input, newHeadDropout, labelSmoothing, head, loss, classWeights);
    }

    public TextClassification labelSmoothing(double newLabelSmoothing) {
        return new TextClassification(labels, input, headDropout, newLabelSmoothing, head, loss, classWeights);
    }

    public TextClassification head(HeadConfig newHead) {
        return new TextClassification(labels, input, headDropout, labelSmoothing, newHead, loss, classWeights);
    }

    public TextClassification loss(ClassificationLoss newLoss) {
        return new TextClassification(labels, input, headDropout, labelSmoothing, head, newLoss, classWeights);
    }

    public TextClassification classWeights(ClassWeights newClassWeights) {
        return new TextClassification(labels, input, headDropout, labelSmoothing, head, loss, newClassWeights);
    }

    @Override
    public ClassificationLearner learner(ExampleSource<Example> examples) {
        return new ClassificationLearner(this, examples, false);
    }

    @Override
    public ClassificationLearner learnerGoingOn(ExampleSource<Example> examples) {
        return new ClassificationLearner(this, examples, !labels.isEmpty());
    }

    @Override
    public ExampleKind<Example> kind() {
        return ExampleKinds.LABELLED;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("headDropout", headDropout);
        json.addProperty("labelSmoothing", labelSmoothing);
        json.addProperty("head", head.toString());
        json.add("loss", loss.toJson());
        json.add("classWeights", classWeights.toJson());
        return json;
    }
}
