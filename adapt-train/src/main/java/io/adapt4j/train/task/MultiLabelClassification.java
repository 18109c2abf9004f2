package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleKinds;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.store.SampleStorage;
import io.adapt4j.train.spi.Objective;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Learning any number of labels for a text, each by itself: base model, pooling, dropout, linear head, binary cross-entropy.
 *
 * @param labels the labels in the head's order; empty to take those of the training data, sorted
 * @param input how texts are read
 * @param threshold the probability from which on a label is given, in (0, 1)
 * @param headDropout probability with which an element of the pooled vector is dropped in training, in [0, 1)
 */
public record MultiLabelClassification(List<String> labels, TextInput input, double threshold, double headDropout)
        implements TrainingTask<MultiLabelExample, MultiLabelClassification> {

    public MultiLabelClassification {
        labels = List.copyOf(labels);
        TextSamples.requireShare("headDropout", headDropout);
    }

    /** A task whose labels are those of the training data, sorted. */
    public static MultiLabelClassification inferLabels() {
        return new MultiLabelClassification(List.of(), TextInput.defaults(), 0.5, 0.1);
    }

    /** A task with these labels, in this order. */
    public static MultiLabelClassification labels(String... labels) {
        return new MultiLabelClassification(List.of(labels), TextInput.defaults(), 0.5, 0.1);
    }

    @Override
    public MultiLabelClassification input(TextInput newInput) {
        return new MultiLabelClassification(labels, newInput, threshold, headDropout);
    }

    public MultiLabelClassification threshold(double newThreshold) {
        return new MultiLabelClassification(labels, input, newThreshold, headDropout);
    }

    public MultiLabelClassification headDropout(double newHeadDropout) {
        return new MultiLabelClassification(labels, input, threshold, newHeadDropout);
    }

    @Override
    public Learner<MultiLabelExample> learner(ExampleSource<MultiLabelExample> source) {
        return learner(source, false);
    }

    @Override
    public Learner<MultiLabelExample> learnerGoingOn(ExampleSource<MultiLabelExample> source) {
        return learner(source, !labels.isEmpty());
    }

    /** @param knowing whether it may be that no example has a label */
    private Learner<MultiLabelExample> learner(ExampleSource<MultiLabelExample> source, boolean knowing) {
        int count = TextSamples.requireSome(source);
        Set<String> present = new TreeSet<>();
        try (Stream<MultiLabelExample> examples = source.stream()) {
            examples.forEach(example -> present.addAll(example.labels()));
        }
        if (present.isEmpty() && !knowing) {
            throw new InvalidDataException("None of the " + count + " examples has a label");
        }
        List<String> known = labels.isEmpty() ? List.copyOf(present) : labels;
        return new WithLabels(this, new MultiLabelSpec(known, threshold, input.pooling(), false, input.maxLength()));
    }

    @Override
    public ExampleKind<MultiLabelExample> kind() {
        return ExampleKinds.MULTI_LABEL;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("headDropout", headDropout);
        return json;
    }

    /** The task with its labels. */
    private record WithLabels(MultiLabelClassification task, MultiLabelSpec labelled)
            implements Learner<MultiLabelExample> {

        @Override
        public TaskSpec spec() {
            return labelled;
        }

        @Override
        public Objective objective() {
            return new Objective.Sigmoid(labelled.labels().size());
        }

        @Override
        public double headDropout() {
            return task.headDropout;
        }

        @Override
        public Samples samples(ExampleSource<MultiLabelExample> source, SampleStorage storage) {
            return TextSamples.of(
                    source,
                    task.kind(),
                    task.input.encoder(),
                    storage,
                    TextSamples.Targets.each((example, text) -> target(example.labels())));
        }

        private float[] target(Set<String> given) {
            List<String> labels = labelled.labels();
            ClassificationLearner.requireKnown(given, labels);
            float[] target = new float[labels.size()];
            given.forEach(label -> target[labels.indexOf(label)] = 1);
            return target;
        }
    }
}
