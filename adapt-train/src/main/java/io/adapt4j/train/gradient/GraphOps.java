package io.adapt4j.train.gradient;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Appends nodes to a graph, in the form that the graph's operator set wants. Equal nodes on equal inputs are emitted
 * once.
 */
public final class GraphOps {
    private final Graph graph;
    private final int floatType;
    private final Map<String, String> emitted = new HashMap<>();

    /** @param floatType ONNX's code of the type that gradients have, FLOAT or DOUBLE */
    public GraphOps(Graph graph, int floatType) {
        this.graph = graph;
        this.floatType = floatType;
    }

    public Graph graph() {
        return graph;
    }

    public int floatType() {
        return floatType;
    }

    public String node(String op, List<String> inputs) {
        return node(op, Graph.ONNX, inputs, Map.of());
    }

    public String node(String op, List<String> inputs, Map<String, Attribute> attributes) {
        return node(op, Graph.ONNX, inputs, attributes);
    }

    public String node(String op, String domain, List<String> inputs, Map<String, Attribute> attributes) {
        return emitted.computeIfAbsent(domain + op + inputs + new java.util.TreeMap<>(attributes), key -> {
            if (!domain.isEmpty()) {
                graph.importOpset(domain, 1);
            }
            String output = graph.freshName(op);
            graph.nodes().add(new Node(output, op, domain, inputs, List.of(output), attributes));
            return output;
        });
    }

    /** A scalar of the gradients' type. */
    public String scalar(double value) {
        return emitted.computeIfAbsent("scalar " + value, key -> {
            ByteBuffer data =
                    ByteBuffer.allocateDirect(OnnxTypes.byteWidth(floatType)).order(ByteOrder.nativeOrder());
            if (floatType == OnnxTypes.DOUBLE) {
                data.putDouble(0, value);
            } else {
                data.putFloat(0, (float) value);
            }
            return graph.constant("scalar", new TensorData(floatType, new long[0], data));
        });
    }

    /** A vector of integers. */
    public String longs(long... values) {
        return emitted.computeIfAbsent(
                "longs " + Arrays.toString(values),
                key -> graph.constant("longs", TensorData.longs(values, values.length)));
    }

    public String add(String a, String b) {
        return node("Add", List.of(a, b));
    }

    public String sub(String a, String b) {
        return node("Sub", List.of(a, b));
    }

    public String mul(String a, String b) {
        return node("Mul", List.of(a, b));
    }

    public String mul(String a, double b) {
        return b == 1 ? a : mul(a, scalar(b));
    }

    public String div(String a, String b) {
        return node("Div", List.of(a, b));
    }

    public String neg(String a) {
        return node("Neg", List.of(a));
    }

    public String exp(String a) {
        return node("Exp", List.of(a));
    }

    public String where(String condition, String a, String b) {
        return node("Where", List.of(condition, a, b));
    }

    public String shape(String a) {
        return node("Shape", List.of(a));
    }

    /** The matrix product with either operand transposed in its last two axes, without moving data. */
    public String matMul(String a, boolean transposeA, String b, boolean transposeB) {
        if (!transposeA && !transposeB) {
            return node("MatMul", List.of(a, b));
        }
        return node(
                "FusedMatMul",
                Graph.MICROSOFT,
                List.of(a, b),
                Map.of(
                        "transA", Attribute.of(transposeA ? 1L : 0L),
                        "transB", Attribute.of(transposeB ? 1L : 0L)));
    }

    /** The product of two matrices, with either transposed. */
    public String gemm(String a, boolean transposeA, String b, boolean transposeB) {
        return node(
                "Gemm",
                List.of(a, b),
                Map.of(
                        "transA", Attribute.of(transposeA ? 1L : 0L),
                        "transB", Attribute.of(transposeB ? 1L : 0L)));
    }

    public String reshape(String a, long... dims) {
        return node("Reshape", List.of(a, longs(dims)));
    }

    /** Reshapes to the shape of another value. */
    public String reshapeLike(String a, String like) {
        return node("Reshape", List.of(a, shape(like)));
    }

    public String expandLike(String a, String like) {
        return node("Expand", List.of(a, shape(like)));
    }

    public String transpose(String a, long... perm) {
        return node("Transpose", List.of(a), Map.of("perm", Attribute.ofLongs(perm)));
    }

    public String cast(String a, int type) {
        return node("Cast", List.of(a), Map.of("to", Attribute.of((long) type)));
    }

    /**
     * What a quantised matrix stands for, {@code (q - zeroPoint) * scale}, in the gradients' type.
     *
     * @param zeroPoint one number, or one for each column; empty for zero
     * @param scale one number, or one for each column
     */
    public String dequantize(String q, String zeroPoint, String scale) {
        String values = cast(q, floatType);
        return mul(zeroPoint.isEmpty() ? values : sub(values, cast(zeroPoint, floatType)), scale);
    }

    /** Sums over axes; axes are an attribute before operator set 13 and an input since. */
    public String reduceSum(String a, long[] axes, boolean keepDims) {
        return reduce("ReduceSum", 13, a, axes, keepDims);
    }

    /** Means over axes; axes are an attribute before operator set 18 and an input since. */
    public String reduceMean(String a, long[] axes, boolean keepDims) {
        return reduce("ReduceMean", 18, a, axes, keepDims);
    }

    private String reduce(String op, int inputSince, String a, long[] axes, boolean keepDims) {
        Attribute keep = Attribute.of(keepDims ? 1L : 0L);
        return graph.opset() >= inputSince
                ? node(op, List.of(a, longs(axes)), Map.of("keepdims", keep))
                : node(op, List.of(a), Map.of("keepdims", keep, "axes", Attribute.ofLongs(axes)));
    }

    /** Removes axes of size 1; they are an attribute before operator set 13 and an input since. */
    public String squeeze(String a, long... axes) {
        return axesOp("Squeeze", a, axes);
    }

    /** Inserts axes of size 1; they are an attribute before operator set 13 and an input since. */
    public String unsqueeze(String a, long... axes) {
        return axesOp("Unsqueeze", a, axes);
    }

    private String axesOp(String op, String a, long[] axes) {
        return graph.opset() >= 13
                ? node(op, List.of(a, longs(axes)))
                : node(op, List.of(a), Map.of("axes", Attribute.ofLongs(axes)));
    }

    /** The size of one axis of a value, as a vector of one integer. */
    public String size(String a, int axis) {
        return node("Gather", List.of(shape(a), longs(axis)));
    }

    /** Zeros in the shape of another value. */
    public String zerosLike(String like) {
        ByteBuffer zero =
                ByteBuffer.allocateDirect(OnnxTypes.byteWidth(floatType)).order(ByteOrder.nativeOrder());
        String shape = shape(like);
        return emitted.computeIfAbsent("zeros " + like, key -> {
            String output = graph.freshName("zeros");
            graph.nodes()
                    .add(new Node(
                            output,
                            "ConstantOfShape",
                            Graph.ONNX,
                            List.of(shape),
                            List.of(output),
                            Map.of("value", Attribute.of(new TensorData(floatType, new long[] {1}, zero)))));
            return output;
        });
    }
}
