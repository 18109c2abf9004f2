package io.adapt4j.train.objective;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.train.spi.Parameter.Role;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.List;

/** The parameters of the heads that losses have. */
final class Heads {
    static final String WEIGHT = "weight";
    static final String BIAS = "bias";

    private Heads() {}

    /** A weight {@code [outputs, hidden]} and a bias. */
    static List<ParameterSpec> linear(int outputs, int hidden) {
        return List.of(
                new ParameterSpec(WEIGHT, Role.HEAD_WEIGHT, new Shape(outputs, hidden)),
                new ParameterSpec(BIAS, Role.HEAD_BIAS, new Shape(outputs)));
    }

    /** A weight {@code [outputs, hidden]} alone. */
    static List<ParameterSpec> cosine(int outputs, int hidden) {
        return List.of(new ParameterSpec(WEIGHT, Role.HEAD_WEIGHT, new Shape(outputs, hidden)));
    }
}
