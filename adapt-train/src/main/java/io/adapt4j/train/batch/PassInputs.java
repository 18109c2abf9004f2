package io.adapt4j.train.batch;

import io.adapt4j.TargetModule;
import io.adapt4j.tensor.Tensor;

/** What a pass takes beside the base's own inputs and the parameters. */
public sealed interface PassInputs permits BatchInputs, JointInputs {

    /** Each token's share in the pooled vector of its text. */
    Tensor poolingWeights();

    /** The factors by which the head's dropout multiplies the pooled vectors. */
    Tensor vectorMask();

    /** The factors by which the head's dropout multiplies the tokens' vectors. */
    Tensor tokenMask();

    /** The targets, as the objective's loss takes them. */
    Tensor targets();

    /** What dropout keeps of a module's input, BOOLEAN, in the shape of that input. */
    Tensor keep(TargetModule module, double dropout);
}
