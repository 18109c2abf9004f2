package io.adapt4j.train.task;

import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.spi.Objective;
import java.util.Arrays;
import java.util.List;

/** What {@link TextClassification} makes small. A loss of one's own is an implementation with an {@link Objective.Custom}. */
public interface ClassificationLoss {

    /** The objective for a number of labels; its targets are those that {@link #targets} gives. */
    Objective objective(int labels, HeadConfig head);

    /** The loss as {@code "name"} and its settings, for recipes and manifests. */
    JsonObject toJson();

    /**
     * The targets of all examples; each row begins with that of {@code hard}.
     *
     * @param labels in the head's order
     * @param hard {@code [texts][labels]}, each row the distribution that the example's label and label smoothing give, times the
     *     weight of its class
     */
    default float[][] targets(List<String> texts, List<String> labels, float[][] hard) {
        return hard;
    }

    /** The cross-entropy. */
    record CrossEntropy() implements ClassificationLoss {
        @Override
        public Objective objective(int labels, HeadConfig head) {
            return new Objective.Softmax(labels, head);
        }

        @Override
        public JsonObject toJson() {
            return Named.json("cross-entropy");
        }
    }

    /**
     * The cross-entropy with less weight on what is already learnt (Lin et al., "Focal Loss for Dense Object Detection", 2017).
     *
     * @param gamma how much less, 0 or more; 2 in the paper
     */
    record Focal(double gamma) implements ClassificationLoss {
        public Focal {
            if (!(gamma >= 0) || Double.isInfinite(gamma)) {
                throw new IllegalArgumentException("gamma is 0 or more and finite, but was " + gamma);
            }
        }

        @Override
        public Objective objective(int labels, HeadConfig head) {
            return new Objective.Focal(labels, head, gamma);
        }

        @Override
        public JsonObject toJson() {
            JsonObject json = Named.json("focal");
            json.addProperty("gamma", gamma);
            return json;
        }
    }

    /**
     * The cross-entropy with the labels mixed with the divergence from a teacher's answers (Hinton et al., "Distilling the
     * Knowledge in a Neural Network", 2015). The teacher is asked once, before training.
     *
     * @param name what the manifest calls the teacher
     * @param teacher the teacher
     * @param temperature by which logits are divided before they are compared, positive
     * @param share of the teacher in the loss, in [0, 1]
     */
    record Distillation(String name, Teacher teacher, double temperature, double share) implements ClassificationLoss {
        public Distillation {
            Named.requirePositive("temperature", temperature);
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("share is in [0, 1], but was " + share);
            }
        }

        /** Temperature 2, half of the loss. */
        public static Distillation from(String name, Teacher teacher) {
            return new Distillation(name, teacher, 2, 0.5);
        }

        @Override
        public Objective objective(int labels, HeadConfig head) {
            return new Objective.Distillation(labels, head, temperature, share);
        }

        @Override
        public float[][] targets(List<String> texts, List<String> labels, float[][] hard) {
            double[][] logits = teacher.logits(texts, labels);
            if (logits.length != texts.size()) {
                throw new InvalidDataException("The teacher \"" + name + "\" gave " + logits.length + " answers to "
                        + texts.size() + " texts");
            }
            float[][] targets = new float[texts.size()][];
            for (int i = 0; i < targets.length; i++) {
                if (logits[i].length != labels.size()
                        || !Arrays.stream(logits[i]).allMatch(Double::isFinite)) {
                    throw new InvalidDataException(
                            "The teacher \"" + name + "\" should give " + labels.size() + " finite logits, but gave "
                                    + Arrays.toString(logits[i]) + " to \"" + texts.get(i) + "\"");
                }
                targets[i] = Arrays.copyOf(hard[i], 2 * labels.size());
                soften(logits[i], targets[i]);
            }
            return targets;
        }

        /** Writes the softmax of logits over the temperature to the second half of a row. */
        private void soften(double[] logits, float[] row) {
            double max = Arrays.stream(logits).max().orElseThrow();
            double[] shares = Arrays.stream(logits)
                    .map(logit -> StrictMath.exp((logit - max) / temperature))
                    .toArray();
            double sum = Arrays.stream(shares).sum();
            for (int i = 0; i < shares.length; i++) {
                row[shares.length + i] = (float) (shares[i] / sum);
            }
        }

        @Override
        public JsonObject toJson() {
            JsonObject json = Named.json("distillation");
            json.addProperty("teacher", name);
            json.addProperty("temperature", temperature);
            json.addProperty("share", share);
            return json;
        }
    }
}
