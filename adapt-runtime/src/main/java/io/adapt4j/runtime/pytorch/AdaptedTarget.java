package io.adapt4j.runtime.pytorch;

import io.adapt4j.TargetModule;
import io.adapt4j.runtime.pytorch.script.TorchTarget;
import java.util.Optional;

/**
 * A target that has been tried.
 *
 * @param target where it is in the program
 * @param way how an adapter gets at it
 */
record AdaptedTarget(TorchTarget target, Way way) {

    /** How an adapter gets at a target. */
    enum Way {
        /** Factors are passed, for the batch or for each row. */
        ROWS,
        /** Factors are passed for the batch: the module's input does not have the batch as its first dimension. */
        BATCH,
        /** A tensor is passed that takes the place of the weight. */
        WEIGHT
    }

    TargetModule module() {
        return target.module();
    }

    String path() {
        return target.module().path();
    }

    String weight() {
        return target.weight();
    }

    Optional<String> bias() {
        return target.bias();
    }
}
