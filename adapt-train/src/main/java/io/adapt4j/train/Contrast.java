package io.adapt4j.train;

import com.google.gson.JsonObject;
import io.adapt4j.train.task.LabelNames;
import io.adapt4j.train.task.SimilarityLoss;

/** How {@link FewShotTrainer} teaches which texts belong together. */
public sealed interface Contrast {

    /**
     * Every text of a batch against one learnt vector for each label, which starts at the centroid of the label's texts
     * (Movshovitz-Attias et al., "No Fuss Distance Metric Learning using Proxies", 2017; started as by Snell et al., "Prototypical
     * Networks for Few-shot Learning", 2017). Every step sees all labels, however many there are and however small its batch;
     * a label may have one example only. The vectors learn at the learning rate of heads, with the task's dropout, label smoothing,
     * loss and class weights. A cosine head keeps them; for a linear one they are given up afterwards.
     *
     * @param scale by which cosines are multiplied, positive: one over the temperature
     * @param labelNames whether the name of each label is one more text of it, see {@link LabelNames}; a label that the task declares
     *     needs no example then
     */
    record Proxies(double scale, boolean labelNames) implements Contrast {
        public Proxies {
            requirePositive(scale);
        }

        /** Proxies for the examples alone. */
        public Proxies(double scale) {
            this(scale, false);
        }

        @Override
        public JsonObject toJson() {
            JsonObject json = new JsonObject();
            json.addProperty("name", "proxies");
            json.addProperty("scale", scale);
            json.addProperty("labelNames", labelNames);
            return json;
        }
    }

    /**
     * Every text of a batch against all others of it, those of its label being the near ones (Khosla et al., "Supervised
     * Contrastive Learning", 2020): a step compares as many pairs as the batch has.
     *
     * @param scale by which cosines are multiplied, positive: one over the temperature
     */
    record InBatch(double scale) implements Contrast {
        public InBatch {
            requirePositive(scale);
        }

        @Override
        public JsonObject toJson() {
            JsonObject json = new JsonObject();
            json.addProperty("name", "in-batch");
            json.addProperty("scale", scale);
            return json;
        }
    }

    /**
     * Pairs drawn before training, as many of one label as of two (Tunstall et al., "Efficient Few-Shot Learning Without
     * Prompts", 2022).
     *
     * @param perExample pairs of each kind for each example, at least 1
     * @param loss what of the scores, 1 and 0, is learnt
     */
    record Pairs(int perExample, SimilarityLoss loss) implements Contrast {
        public Pairs {
            if (perExample < 1) {
                throw new IllegalArgumentException("perExample is at least 1, but was " + perExample);
            }
        }

        @Override
        public JsonObject toJson() {
            JsonObject json = new JsonObject();
            json.addProperty("name", "pairs");
            json.addProperty("perExample", perExample);
            json.add("loss", loss.toJson());
            return json;
        }
    }

    /** The contrast as {@code "name"} and its settings, for manifests. */
    JsonObject toJson();

    private static void requirePositive(double scale) {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale is positive and finite, but was " + scale);
        }
    }
}
