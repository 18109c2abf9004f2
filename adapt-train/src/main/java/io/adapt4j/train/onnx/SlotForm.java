package io.adapt4j.train.onnx;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.ops.SlottedOps;
import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.ParameterSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Several adapters in one graph. Their tensors are stacked, {@code [slots, ...]}; the texts of a batch lie slot by slot, so that a
 * value of the base {@code [slots * texts, sequence, width]} is {@code [slots, texts * sequence, width]} without moving anything,
 * and the product with one matrix per adapter is one batched product, forward and backward.
 */
final class SlotForm extends GraphForm {
    static final String SLOTS = "adapt4j.slots";
    static final String OUTPUT_MASK = "adapt4j.output_mask";
    /** A reshape that keeps the first size. */
    private static final long SAME = 0;

    private final GraphOps nodes;
    private final TensorOps<String> plain;
    private final SlottedOps<String> ops;

    private SlotForm(GraphOps nodes, TensorOps<String> plain, SlottedOps<String> ops) {
        super(ops);
        this.nodes = nodes;
        this.plain = plain;
        this.ops = ops;
    }

    static SlotForm of(GraphOps nodes, TensorOps<String> plain) {
        nodes.graph().inputs().add(new ValueInfo(SLOTS, OnnxTypes.INT64, List.of("1")));
        return new SlotForm(nodes, plain, new SlottedOps<>(plain, SAME, new HashMap<>()));
    }

    @Override
    List<String> dims(ParameterSpec parameter) {
        List<String> dims = new ArrayList<>(super.dims(parameter));
        if (isHead(parameter)) {
            dims.set(0, "adapt4j.outputs");
        }
        dims.add(0, SLOTS);
        return dims;
    }

    @Override
    ValueInfo declared(ValueInfo own) {
        return ValueInfo.ofAnyShape(own.name(), own.elementType());
    }

    @Override
    String own(String input, int rank) {
        return ops.slotted(input, rank);
    }

    @Override
    String enter(String value, int width) {
        return ops.slotted(reshape(value, SLOTS, nodes.longs(-1, width)), 2);
    }

    @Override
    String leave(String value, String like) {
        return nodes.reshapeLike(value, like);
    }

    @Override
    String states(String hiddenStates) {
        String inner =
                nodes.node("Slice", List.of(nodes.shape(hiddenStates), nodes.longs(1), nodes.longs(3), nodes.longs(0)));
        return ops.slotted(reshape(hiddenStates, SLOTS, nodes.longs(-1), inner), 3);
    }

    private String reshape(String value, String... dims) {
        String shape = nodes.node("Concat", List.of(dims), Map.of("axis", Attribute.of(0L)));
        return nodes.node("Reshape", List.of(value, shape));
    }

    @Override
    String ownOutputs(String outputs) {
        if (nodes.graph().inputs().stream().noneMatch(input -> input.name().equals(OUTPUT_MASK))) {
            nodes.graph().inputs().add(ValueInfo.ofAnyShape(OUTPUT_MASK, OnnxTypes.FLOAT));
        }
        return ops.add(outputs, own(OUTPUT_MASK, 2));
    }

    @Override
    String total(String loss) {
        return plain.sum(loss);
    }
}
