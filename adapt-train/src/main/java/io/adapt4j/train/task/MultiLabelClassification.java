package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.task.MultiLabelSpec;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.spi.Objective;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
    public Learner<MultiLabelExample> learner(List<MultiLabelExample> examples) {
        TextSamples.requireSome(examples);
        Set<String> present = present(examples);
        if (present.isEmpty()) {
            throw new InvalidDataException("None of the " + examples.size() + " examples has a label");
        }
        List<String> known = labels.isEmpty() ? List.copyOf(present) : labels;
        return new WithLabels(this, new MultiLabelSpec(known, threshold, input.pooling(), false, input.maxLength()));
    }

    private static Set<String> present(List<MultiLabelExample> examples) {
        Set<String> present = new TreeSet<>();
        examples.forEach(example -> present.addAll(example.labels()));
        return present;
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
        public Samples samples(List<MultiLabelExample> examples) {
            List<String> labels = labelled.labels();
            ClassificationLearner.requireKnown(present(examples), labels);
            float[][] targets = new float[examples.size()][labels.size()];
            for (int i = 0; i < targets.length; i++) {
                for (String label : examples.get(i).labels()) {
                    targets[i][labels.indexOf(label)] = 1;
                }
            }
            return TextSamples.of(examples, task.input.encoder(), MultiLabelExample::text, targets);
        }
    }
}
