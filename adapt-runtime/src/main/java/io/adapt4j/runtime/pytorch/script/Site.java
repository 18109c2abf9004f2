package io.adapt4j.runtime.pytorch.script;

import java.util.Optional;

/**
 * A call that multiplies by a weight, {@code y = x W}.
 *
 * @param call the call
 * @param operator the function that takes its place, such as {@code linear}
 * @param weight the weight
 * @param bias what the call adds
 * @param transposed whether the operator takes the weight as {@code [in, out]}
 */
record Site(Expr.Call call, String operator, Value.Weights weight, Optional<Value.Weights> bias, boolean transposed) {

    Value.Weight exactWeight() {
        return weight.exact().orElseThrow();
    }

    /** Whether the parameter itself, before the source transposes it, is stored as {@code [in, out]}. */
    boolean storedTransposed(boolean transposedBefore) {
        return transposed != (exactWeight().transposed() != transposedBefore);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Site that && call == that.call;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(call);
    }
}
