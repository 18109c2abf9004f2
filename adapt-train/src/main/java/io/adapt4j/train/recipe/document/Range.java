package io.adapt4j.train.recipe.document;

import com.google.gson.JsonObject;

/**
 * A range of numbers.
 *
 * @param withMin whether {@code min} belongs to it; likewise {@code withMax}
 */
public record Range(double min, boolean withMin, double max, boolean withMax) {

    /** Zero or more. */
    public static final Range NOT_NEGATIVE = new Range(0, true, Double.MAX_VALUE, true);

    /** More than zero. */
    public static final Range POSITIVE = new Range(0, false, Double.MAX_VALUE, true);

    /** From 0 to less than 1. */
    public static final Range SHARE = new Range(0, true, 1, false);

    /** Every finite number. */
    public static final Range FINITE = new Range(-Double.MAX_VALUE, true, Double.MAX_VALUE, true);

    boolean contains(double value) {
        return (withMin ? value >= min : value > min) && (withMax ? value <= max : value < max);
    }

    void describe(JsonObject rules) {
        rules.addProperty(withMin ? "minimum" : "exclusiveMinimum", min);
        rules.addProperty(withMax ? "maximum" : "exclusiveMaximum", max);
    }

    @Override
    public String toString() {
        return "in " + (withMin ? "[" : "(") + min + ", " + max + (withMax ? "]" : ")");
    }
}
