package io.adapt4j.train.objective;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.train.spi.Parameter.Role;
import io.adapt4j.train.spi.ParameterSpec;
import io.adapt4j.train.task.HeadConfig;
import java.util.List;

/** The parameters of the heads that losses have. */
public final class Heads {
    static final String WEIGHT = "weight";
    static final String BIAS = "bias";

    private Heads() {}

    /** The parameters of a head with that many outputs. */
    public static List<ParameterSpec> of(HeadConfig head, int outputs, int hidden) {
        return head instanceof HeadConfig.Cosine ? cosine(outputs, hidden) : linear(outputs, hidden);
    }

    /** A weight {@code [outputs, hidden]} and a bias. */
    public static List<ParameterSpec> linear(int outputs, int hidden) {
        return List.of(
                new ParameterSpec(WEIGHT, Role.HEAD_WEIGHT, new Shape(outputs, hidden)),
                new ParameterSpec(BIAS, Role.HEAD_BIAS, new Shape(outputs)));
    }

    /** A weight {@code [outputs, hidden]} alone. */
    public static List<ParameterSpec> cosine(int outputs, int hidden) {
        return List.of(new ParameterSpec(WEIGHT, Role.HEAD_WEIGHT, new Shape(outputs, hidden)));
    }
}
