package io.adapt4j.train.onnx;

import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.Arrays;
import java.util.List;

/** How the tensors of an adapter meet the values of the base in a training graph: here, as they are. */
class GraphForm {
    private final TensorOps<String> ops;

    GraphForm(TensorOps<String> ops) {
        this.ops = ops;
    }

    TensorOps<String> ops() {
        return ops;
    }

    /** The dimensions that the graph declares for a parameter. */
    List<String> dims(ParameterSpec parameter) {
        return Arrays.stream(parameter.shape().getShape())
                .mapToObj(Long::toString)
                .toList();
    }

    /** The declaration of an input that belongs to the adapter. */
    ValueInfo declared(ValueInfo own) {
        return own;
    }

    /** An input that belongs to the adapter, with as many axes as the adapter's tensor has. */
    String own(String input, int rank) {
        return input;
    }

    /** A value of the base, {@code [..., width]}, as the adapter's tensors meet it. */
    String enter(String value, int width) {
        return value;
    }

    /** A value that the adapter made, in the shape of one of the base. */
    String leave(String value, String like) {
        return value;
    }

    /** The hidden states, {@code [texts, sequence, hidden]}, as the loss meets them. */
    String states(String hiddenStates) {
        return hiddenStates;
    }

    /** Outputs of the head without those that are not the adapter's. */
    String ownOutputs(String outputs) {
        return outputs;
    }

    /** What is differentiated, one number, made of the loss. */
    String total(String loss) {
        return loss;
    }

    /** Whether a parameter is a head's, whose first size is the number of outputs. */
    static boolean isHead(ParameterSpec parameter) {
        return parameter.role() == Parameter.Role.HEAD_WEIGHT || parameter.role() == Parameter.Role.HEAD_BIAS;
    }
}
