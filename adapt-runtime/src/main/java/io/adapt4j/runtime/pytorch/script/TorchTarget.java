package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.TargetModule;
import java.util.Optional;

/**
 * A matrix of the program that an adapter can modify.
 *
 * @param module path, role and sizes
 * @param weight the full path of the parameter, such as {@code encoder.query.weight}
 * @param bias the full path of what is added to its product; empty where there is none
 * @param transposed whether the weight is stored as {@code [in, out]} rather than PyTorch's {@code [out, in]}
 * @param kind how an adapter gets at it
 */
public record TorchTarget(TargetModule module, String weight, Optional<String> bias, boolean transposed, Kind kind) {

    /** How an adapter gets at a target. */
    public enum Kind {
        /** Every product with the weight was found: factors can be passed, for the batch or for each row. */
        INJECTED,
        /** The weight also goes where it is not followed: only a tensor that takes its place can be passed. */
        SUBSTITUTED
    }
}
