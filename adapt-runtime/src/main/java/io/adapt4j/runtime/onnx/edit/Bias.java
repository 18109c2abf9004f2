package io.adapt4j.runtime.onnx.edit;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the bias of a target is, which an exporter makes part of a Gemm or a sum that follows a MatMul.
 *
 * @param sum the node that adds the bias; null where the target is a Gemm that does so itself, or there is none
 * @param name the constant that holds the bias; empty where there is none
 * @param values FLOAT, as many numbers as the target has outputs; null where there is none
 * @param factor Gemm's factor of the bias
 * @param certain false where there may be one that was not found
 */
public record Bias(
        @Nullable Node sum, String name, @Nullable TensorData values, double factor, boolean certain) {
    static final Bias NONE = new Bias(null, "", null, 1, true);
    static final Bias NOT_FOUND = new Bias(null, "", null, 1, false);

    /** Whether the target itself adds the bias. */
    public boolean isOwn() {
        return sum == null && values != null;
    }

    /** The value that holds the target's result once the bias has been added. */
    public String output(OnnxTarget target) {
        return sum == null ? target.output() : sum.output();
    }

    /**
     * Checks that a target's product and its bias can be scaled as an adapter wants them to be. One that only scales the product of a
     * MatMul does not need to know of a bias, which is added later.
     *
     * @throws UnsupportedFeatureException when that takes a bias that was not found
     */
    public void checkGains(OnnxTarget target, boolean outputGain, boolean biasGain) {
        boolean addsItself = !target.node().input(2).isEmpty();
        if (!certain && (biasGain || (outputGain && addsItself))) {
            throw new UnsupportedFeatureException("The adapter scales the output of "
                    + target.module().path() + ", to which the graph may add a bias that is no constant ["
                    + target.module().outFeatures() + "] beside it, so that what is to be scaled cannot be told;"
                    + " leave the module out, or export the model with biases as FLOAT constants");
        }
    }

    /**
     * Takes the bias out of the sum that adds it.
     *
     * @return the value that is to hold the target's result with the bias
     */
    public String takeOut(Graph graph, OnnxTarget target) {
        if (sum == null || values == null) {
            return target.output();
        }
        if (values.dims().length == 1) {
            graph.nodes().removeIf(node -> node.equals(sum));
            return sum.output();
        }
        // The sum may have more dimensions than the product, and keeps them.
        long[] ones = values.dims().clone();
        Arrays.fill(ones, 1);
        String zero = graph.constant(target.module().path() + "/no_bias", TensorData.floats(new float[1], ones));
        replace(graph, zero);
        return target.output();
    }

    /** Lets the sum add another constant. */
    public void replace(Graph graph, String constant) {
        if (sum != null) {
            List<String> operands = new ArrayList<>(sum.inputs());
            operands.replaceAll(operand -> operand.equals(name) ? constant : operand);
            graph.nodes().replaceAll(node -> node.equals(sum) ? sum.withInputs(operands) : node);
        }
    }
}
