package io.adapt4j;

/**
 * An adapter that is active together with others.
 *
 * @param weight factor of what it adds; 1 for the adapter as it is, negative to take away what it learnt
 */
public record WeightedAdapter(Adapter adapter, double weight) {
    public WeightedAdapter {
        if (!Double.isFinite(weight)) {
            throw new IllegalArgumentException("A weight is finite, but was " + weight);
        }
    }
}
