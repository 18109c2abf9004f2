package io.adapt4j.train.task;

/** How a classification head is parametrised. Either kind is an ordinary linear layer once it is trained. */
public sealed interface HeadConfig {

    /**
     * {@code logits = weight x + bias}, started at zero: the untrained head gives every label the same probability.
     */
    record Linear() implements HeadConfig {}

    /**
     * {@code logits_l = scale cos(weight_l, x)}, started at the label centroids of the base's vectors: the untrained head
     * is a nearest-centroid classifier (Snell et al., "Prototypical Networks for Few-shot Learning", 2017; Gidaris and
     * Komodakis, "Dynamic Few-Shot Visual Learning without Forgetting", 2018). Suits bases that were trained for cosine
     * similarity, and few examples.
     *
     * @param scale logits per unit of cosine, positive
     */
    record Cosine(double scale) implements HeadConfig {
        public Cosine {
            if (!(scale > 0) || Double.isInfinite(scale)) {
                throw new IllegalArgumentException("scale is positive and finite, but was " + scale);
            }
        }
    }
}
