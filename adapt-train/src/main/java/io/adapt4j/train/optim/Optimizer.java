package io.adapt4j.train.optim;

import com.google.gson.JsonObject;

/** How gradients change parameters: an algorithm with its settings. Immutable. */
public interface Optimizer {

    /**
     * The updates of one tensor of parameters, before the first step.
     *
     * @param rows the first dimension
     * @param columns the elements of one row
     */
    Updates forTensor(int rows, int columns);

    /** The algorithm as {@code "name"} and one member per setting, for recipes and manifests. */
    JsonObject toJson();
}
