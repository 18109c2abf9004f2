package io.adapt4j.train.gradient;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a gradient passes backwards through one operator. */
@FunctionalInterface
public interface GradientRule {

    /**
     * Emits the nodes that compute the gradients of a node's inputs.
     *
     * @return one value name for each input, in order, null where none is needed or none passes; a shorter list leaves
     *     out inputs at the end
     */
    List<@Nullable String> backward(GradientContext context);
}
