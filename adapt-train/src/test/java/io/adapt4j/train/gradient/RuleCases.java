package io.adapt4j.train.gradient;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** At least one case for every gradient rule, with every way of broadcasting and every form that an operator has had. */
final class RuleCases {
    private static final int[] OPSETS = {11, 13, 18, 21};

    /** A case before its operator set and element type are chosen. */
    record Spec(String name, int from, int to, Case.Body body) {}

    private final List<Spec> specs = new ArrayList<>();

    private RuleCases() {}

    /** All cases in one element type, each in the operator sets that have its form. */
    static List<Case> all(int type) {
        RuleCases cases = new RuleCases();
        cases.arithmetic();
        cases.activations();
        cases.linear();
        cases.quantized();
        cases.normalization();
        cases.reductions();
        cases.shapes();
        cases.indexing();
        cases.convolutions();
        List<Case> all = new ArrayList<>();
        for (Spec spec : cases.specs) {
            for (int opset : OPSETS) {
                if (opset >= spec.from && opset <= spec.to) {
                    all.add(Case.of(spec.name, opset, type, spec.body));
                }
            }
        }
        return all;
    }

    private void add(String name, Case.Body body) {
        specs.add(new Spec(name, 11, 21, body));
    }

    private void add(String name, int from, int to, Case.Body body) {
        specs.add(new Spec(name, from, to, body));
    }

    private void arithmetic() {
        for (String op : List.of("Add", "Sub", "Mul", "Div", "Pow")) {
            add(op + " of equal shapes", c -> c.node(op, List.of(c.positive(2, 3), c.positive(2, 3))));
            add(op + " broadcasting the left", c -> c.node(op, List.of(c.positive(3, 1), c.positive(2, 3, 4))));
            add(op + " broadcasting the right", c -> c.node(op, List.of(c.positive(2, 3, 4), c.positive(4))));
            add(op + " broadcasting both", c -> c.node(op, List.of(c.positive(2, 1, 4), c.positive(3, 1))));
            add(op + " with a scalar", c -> c.node(op, List.of(c.positive(2, 3), c.trainable(0.5, 2))));
            add(op + " by a constant", c -> c.node(op, List.of(c.positive(2, 3), c.fixed(3))));
        }
        add("Add of a value to itself", c -> {
            String x = c.x(2, 3);
            return c.node("Add", List.of(x, c.node("Mul", List.of(x, x))));
        });
        add("Sum", c -> c.node("Sum", List.of(c.x(2, 3), c.x(3), c.x(2, 1))));
        add("Neg", c -> c.node("Neg", List.of(c.x(2, 3))));
        add("Identity", c -> c.node("Identity", List.of(c.x(2, 3))));
        add("Dropout", c -> c.node("Dropout", List.of(c.x(2, 3))));
        add("Exp", c -> c.node("Exp", List.of(c.x(2, 3))));
        add("Log", c -> c.node("Log", List.of(c.positive(2, 3))));
        add("Sqrt", c -> c.node("Sqrt", List.of(c.positive(2, 3))));
        add("Reciprocal", c -> c.node("Reciprocal", List.of(c.positive(2, 3))));
        add("Cos", c -> c.node("Cos", List.of(c.x(2, 3))));
        add("Sin", c -> c.node("Sin", List.of(c.x(2, 3))));
        add("Abs", c -> c.node("Abs", List.of(c.x(2, 3))));
        add("Cast", c -> c.node("Cast", List.of(c.x(2, 3)), Map.of("to", Attribute.of((long) c.type))));
        add("Where", c -> c.node("Where", List.of(c.bools(new long[] {2, 3}, 1, 0, 1, 0, 0, 1), c.x(2, 3), c.x(2, 3))));
        add(
                "Where broadcasting",
                c -> c.node("Where", List.of(c.bools(new long[] {3}, 1, 0, 1), c.x(2, 1), c.x(2, 3))));
        add("Clip", c -> c.node("Clip", List.of(c.x(3, 4), c.scalar(-0.7), c.scalar(0.8))));
        add("Clip from below", c -> c.node("Clip", List.of(c.x(3, 4), c.scalar(-0.7))));
    }

    private void activations() {
        for (String op : List.of("Erf", "Tanh", "Sigmoid", "Relu", "LeakyRelu")) {
            add(op, c -> c.node(op, List.of(c.x(3, 4))));
        }
        add("com.microsoft.Gelu", c -> c.node("Gelu", Graph.MICROSOFT, List.of(c.x(3, 4)), 1, Map.of())
                .get(0));
        add("Gelu", 20, 21, c -> c.node("Gelu", List.of(c.x(3, 4))));
        add(
                "Gelu with Tanh",
                20,
                21,
                c -> c.node("Gelu", List.of(c.x(3, 4)), Map.of("approximate", Attribute.of("tanh"))));
        add("Gelu spelt out", c -> {
            String x = c.x(3, 4);
            String erf = c.node("Erf", List.of(c.node("Div", List.of(x, c.scalar(Math.sqrt(2))))));
            String product = c.node("Mul", List.of(x, c.node("Add", List.of(erf, c.scalar(1)))));
            return c.node("Mul", List.of(product, c.scalar(0.5)));
        });
        add("Silu spelt out", c -> {
            String x = c.x(3, 4);
            return c.node("Mul", List.of(x, c.node("Sigmoid", List.of(x))));
        });
        for (String op : List.of("Softmax", "LogSoftmax")) {
            add(op + " over the last axis", c -> c.node(op, List.of(c.x(2, 3, 4)), Map.of("axis", Attribute.of(-1L))));
            add(op + " over a middle axis", c -> c.node(op, List.of(c.x(2, 3, 4)), Map.of("axis", Attribute.of(1L))));
            add(op + " over the default axis", c -> c.node(op, List.of(c.x(2, 3, 4))));
        }
    }

    private void linear() {
        add("MatMul of matrices", c -> c.node("MatMul", List.of(c.x(2, 3), c.x(3, 4))));
        add("MatMul of a batch and a matrix", c -> c.node("MatMul", List.of(c.x(2, 2, 3), c.x(3, 4))));
        add("MatMul of batches", c -> c.node("MatMul", List.of(c.x(2, 2, 3), c.x(2, 3, 4))));
        add("MatMul broadcasting batches", c -> c.node("MatMul", List.of(c.x(2, 1, 2, 3), c.x(3, 3, 4))));
        add("MatMul of a vector and a matrix", c -> c.node("MatMul", List.of(c.x(3), c.x(3, 4))));
        add("MatMul of a matrix and a vector", c -> c.node("MatMul", List.of(c.x(2, 3), c.x(3))));
        add(
                "MatMul of vectors",
                c -> c.node("Reshape", List.of(c.node("MatMul", List.of(c.x(3), c.x(3))), c.longs(1))));
        add("MatMul of a batch and a vector", c -> c.node("MatMul", List.of(c.x(2, 2, 3), c.x(3))));
        add("MatMul by a constant", c -> c.node("MatMul", List.of(c.x(2, 2, 3), c.fixed(3, 4))));
        for (boolean a : new boolean[] {false, true}) {
            for (boolean b : new boolean[] {false, true}) {
                Map<String, Attribute> transposed = new LinkedHashMap<>();
                transposed.put("transA", Attribute.of(a ? 1L : 0L));
                transposed.put("transB", Attribute.of(b ? 1L : 0L));
                transposed.put("alpha", Attribute.of(0.5f));
                long[] left = a ? new long[] {3, 2} : new long[] {2, 3};
                long[] right = b ? new long[] {4, 3} : new long[] {3, 4};
                String form = (a ? " transposed A" : "") + (b ? " transposed B" : "");
                add("com.microsoft.FusedMatMul" + form, c -> c.node(
                                "FusedMatMul", Graph.MICROSOFT, List.of(c.x(left), c.x(right)), 1, transposed)
                        .get(0));
                Map<String, Attribute> scaled = new LinkedHashMap<>(transposed);
                scaled.put("beta", Attribute.of(2f));
                add("Gemm" + form, c -> c.node("Gemm", List.of(c.x(left), c.x(right), c.x(4)), scaled));
                add("Gemm without bias" + form, c -> c.node("Gemm", List.of(c.x(left), c.x(right)), transposed));
            }
        }
        add("Gemm with a bias per row", c -> c.node("Gemm", List.of(c.x(2, 3), c.x(3, 4), c.x(2, 1))));
    }

    private static final int[] BYTES = {3, -60, 7, 41, -5, 22, 60, -33, 9, -1, 54, -47};

    /** The frozen weight is as every quantiser writes it; the function that is differentiated does not round x. */
    private void quantized() {
        String op = "DynamicQuantizeMatMul";
        add("com.microsoft." + op + " with one scale", c -> c.node(
                        op,
                        Graph.MICROSOFT,
                        List.of(
                                c.exact(2, 2, 3),
                                c.bytes(true, new long[] {3, 4}, BYTES),
                                c.constant(new long[0], 0.01)),
                        1,
                        Map.of())
                .get(0));
        add("com.microsoft." + op + " with a scale and a zero point for each column, and a bias", c -> c.node(
                        op,
                        Graph.MICROSOFT,
                        List.of(
                                c.exact(2, 2, 3),
                                c.bytes(true, new long[] {3, 4}, BYTES),
                                c.constant(new long[] {4}, 0.01, 0.02, 0.03, 0.005),
                                c.bytes(true, new long[] {4}, 0, 3, -4, 1),
                                c.x(4)),
                        1,
                        Map.of())
                .get(0));
        add("quantised product spelt out", c -> product(c, c.exact(2, 2, 3), "", 0.01f));
        add("quantised products that share their rounding", c -> {
            String x = c.exact(2, 2, 3);
            String unsigned = c.bytes(false, new long[0], 7);
            return c.node(
                    "Add", List.of(product(c, x, unsigned, 0.01f), product(c, x, "", 0.01f, 0.02f, 0.03f, 0.005f)));
        });
    }

    private static String product(Case c, String x, String zeroPoint, float... scales) {
        long[] dims = scales.length == 1 ? new long[0] : new long[] {scales.length};
        String scale = c.graph.constant("s", TensorData.floats(scales, dims));
        int[] q = zeroPoint.isEmpty()
                ? BYTES
                : Arrays.stream(BYTES).map(value -> value + 64).toArray();
        String weight = c.bytes(zeroPoint.isEmpty(), new long[] {3, 4}, q);
        List<String> rounded = c.graph.producers().values().stream()
                .filter(node -> node.opType().equals("DynamicQuantizeLinear"))
                .map(Node::outputs)
                .findFirst()
                .orElseGet(() -> c.node("DynamicQuantizeLinear", Graph.ONNX, List.of(x), 3, Map.of()));
        List<String> operands = new ArrayList<>(List.of(rounded.get(0), weight, rounded.get(2)));
        if (!zeroPoint.isEmpty()) {
            operands.add(zeroPoint);
        }
        String floats = c.node(
                "Cast", List.of(c.node("MatMulInteger", operands)), Map.of("to", Attribute.of((long) OnnxTypes.FLOAT)));
        return c.node("Mul", List.of(floats, c.node("Mul", List.of(rounded.get(1), scale))));
    }

    private void normalization() {
        Map<String, Attribute> lastAxis = Map.of("axis", Attribute.of(-1L), "epsilon", Attribute.of(1e-5f));
        add(
                "LayerNormalization",
                17,
                21,
                c -> c.node("LayerNormalization", List.of(c.x(2, 3, 4), c.positive(4), c.x(4)), lastAxis));
        add("LayerNormalization spelt out", c -> {
            String x = c.x(2, 3, 4);
            Map<String, Attribute> axes = Map.of("axes", Attribute.ofLongs(-1));
            String mean = mean(c, x, axes);
            String centred = c.node("Sub", List.of(x, mean));
            String variance = mean(c, c.node("Pow", List.of(centred, c.scalar(2))), axes);
            String deviation = c.node("Sqrt", List.of(c.node("Add", List.of(variance, c.scalar(1e-5)))));
            String normalized = c.node("Div", List.of(centred, deviation));
            return c.node("Add", List.of(c.node("Mul", List.of(normalized, c.fixed(4))), c.fixed(4)));
        });
        add("RMS normalisation spelt out", c -> {
            String x = c.x(2, 3, 4);
            String square = mean(c, c.node("Mul", List.of(x, x)), Map.of("axes", Attribute.ofLongs(-1)));
            String root = c.node("Sqrt", List.of(c.node("Add", List.of(square, c.scalar(1e-5)))));
            String inverse = c.node("Div", List.of(c.scalar(1), root));
            return c.node("Mul", List.of(c.node("Mul", List.of(x, inverse)), c.positive(4)));
        });
        add(
                "BatchNormalization",
                c -> c.node(
                        "BatchNormalization",
                        List.of(c.x(2, 3, 2, 2), c.fixed(3), c.fixed(3), c.fixed(3), c.fixed(3))));
    }

    private static String mean(Case c, String x, Map<String, Attribute> axes) {
        return c.graph.opset() < 18
                ? c.node("ReduceMean", List.of(x), axes)
                : c.node("ReduceMean", List.of(x, c.longs(-1)));
    }

    private void reductions() {
        for (String op : List.of("ReduceSum", "ReduceMean", "ReduceMax")) {
            int inputSince = op.equals("ReduceSum") ? 13 : 18;
            for (long keep : new long[] {0, 1}) {
                Attribute keepDims = Attribute.of(keep);
                String form = keep == 1 ? " keeping axes" : "";
                add(
                        op + form,
                        11,
                        inputSince - 1,
                        c -> c.node(
                                op,
                                List.of(c.x(2, 3, 4)),
                                Map.of("keepdims", keepDims, "axes", Attribute.ofLongs(0, -1))));
                add(
                        op + " with axes as input" + form,
                        inputSince,
                        21,
                        c -> c.node(op, List.of(c.x(2, 3, 4), c.longs(-1, 0)), Map.of("keepdims", keepDims)));
                add(op + " of everything" + form, c -> {
                    String y = c.node(op, List.of(c.x(2, 3)), Map.of("keepdims", keepDims));
                    return c.node("Reshape", List.of(y, c.longs(1)));
                });
            }
        }
        add("GlobalAveragePool", c -> c.node("GlobalAveragePool", List.of(c.x(2, 3, 2, 4))));
    }

    private void shapes() {
        add("Reshape", c -> c.node("Reshape", List.of(c.x(2, 6), c.longs(3, -1))));
        add("Flatten", c -> c.node("Flatten", List.of(c.x(2, 3, 2))));
        add("Transpose", c -> c.node("Transpose", List.of(c.x(2, 3, 4)), Map.of("perm", Attribute.ofLongs(1, 2, 0))));
        add("Transpose by default", c -> c.node("Transpose", List.of(c.x(2, 3, 4))));
        add("Squeeze", 11, 12, c -> c.node("Squeeze", List.of(c.x(2, 1, 3)), Map.of("axes", Attribute.ofLongs(1))));
        add("Squeeze with axes as input", 13, 21, c -> c.node("Squeeze", List.of(c.x(2, 1, 3), c.longs(1))));
        add("Unsqueeze", 11, 12, c -> c.node("Unsqueeze", List.of(c.x(2, 3)), Map.of("axes", Attribute.ofLongs(0, 2))));
        add("Unsqueeze with axes as input", 13, 21, c -> c.node("Unsqueeze", List.of(c.x(2, 3), c.longs(0, 2))));
        add("Expand", c -> c.node("Expand", List.of(c.x(3, 1), c.longs(2, 3, 4))));
        add(
                "Concat",
                c -> c.node(
                        "Concat",
                        List.of(c.x(2, 1, 2), c.x(2, 3, 2), c.fixed(2, 2, 2)),
                        Map.of("axis", Attribute.of(1L))));
        Map<String, Attribute> axis = Map.of("axis", Attribute.of(1L));
        add(
                "Split",
                11,
                12,
                c -> product(
                        c,
                        c.node(
                                "Split",
                                Graph.ONNX,
                                List.of(c.x(2, 4)),
                                2,
                                Map.of("axis", Attribute.of(1L), "split", Attribute.ofLongs(2, 2)))));
        add(
                "Split with sizes as input",
                13,
                21,
                c -> product(c, c.node("Split", Graph.ONNX, List.of(c.x(2, 4), c.longs(2, 2)), 2, axis)));
        add("Split of which one part is unused", 13, 21, c -> c.node(
                        "Split", Graph.ONNX, List.of(c.x(2, 5), c.longs(2, 3)), 2, axis)
                .get(1));
    }

    private static String product(Case c, List<String> parts) {
        return c.node("Mul", parts);
    }

    private void indexing() {
        add("Gather of rows, one twice", c -> c.node("Gather", List.of(c.x(4, 3), c.longs(2, 0, 2))));
        add(
                "Gather along an inner axis",
                c -> c.node(
                        "Gather",
                        List.of(c.x(2, 4, 3), c.index(new long[] {2, 2}, 3, 0, 0, 1)),
                        Map.of("axis", Attribute.of(1L))));
        add(
                "Gather of one",
                c -> c.node(
                        "Gather", List.of(c.x(2, 4, 3), c.index(new long[0], 0)), Map.of("axis", Attribute.of(1L))));
        add("Gather from the end", c -> c.node("Gather", List.of(c.x(4, 3), c.longs(-1))));
        add("Slice", c -> c.node("Slice", List.of(c.x(4, 5), c.longs(1), c.longs(3), c.longs(0))));
        add(
                "Slice of two axes",
                c -> c.node(
                        "Slice", List.of(c.x(4, 5, 2), c.longs(1, -4), c.longs(Integer.MAX_VALUE, -1), c.longs(0, 1))));
        add(
                "Slice with steps",
                c -> c.node("Slice", List.of(c.x(5, 6), c.longs(0, 5), c.longs(5, -7), c.longs(0, 1), c.longs(2, -2))));
        add("Slice without axes", c -> c.node("Slice", List.of(c.x(4, 5), c.longs(1, 1), c.longs(4, 3))));
    }

    private void convolutions() {
        Map<String, Attribute> plain = Map.of("kernel_shape", Attribute.ofLongs(3, 2));
        Map<String, Attribute> strided = Map.of(
                "kernel_shape", Attribute.ofLongs(3, 2),
                "strides", Attribute.ofLongs(2, 1),
                "pads", Attribute.ofLongs(1, 0, 1, 1));
        Map<String, Attribute> dilated = Map.of(
                "kernel_shape", Attribute.ofLongs(2, 2),
                "dilations", Attribute.ofLongs(2, 1));
        add("Conv", c -> c.node("Conv", List.of(c.x(2, 2, 4, 4), c.x(3, 2, 3, 2), c.x(3)), plain));
        add(
                "Conv with strides and padding",
                c -> c.node("Conv", List.of(c.x(2, 2, 6, 4), c.x(3, 2, 3, 2), c.x(3)), strided));
        add("Conv with dilations", c -> c.node("Conv", List.of(c.x(1, 2, 5, 4), c.x(2, 2, 2, 2)), dilated));
        add(
                "Conv in groups",
                c -> c.node(
                        "Conv",
                        List.of(c.x(1, 4, 4, 4), c.fixed(4, 2, 3, 2), c.x(4)),
                        Map.of("kernel_shape", Attribute.ofLongs(3, 2), "group", Attribute.of(2L))));
        add(
                "Conv along one axis",
                c -> c.node("Conv", List.of(c.x(2, 2, 6), c.x(3, 2, 3)), Map.of("kernel_shape", Attribute.ofLongs(3))));
        Map<String, Attribute> window = Map.of(
                "kernel_shape", Attribute.ofLongs(3, 2),
                "strides", Attribute.ofLongs(2, 1),
                "pads", Attribute.ofLongs(1, 0, 1, 1));
        Map<String, Attribute> counting = new LinkedHashMap<>(window);
        counting.put("count_include_pad", Attribute.of(1L));
        for (String op : List.of("MaxPool", "AveragePool")) {
            add(op, c -> c.node(op, List.of(c.x(2, 2, 4, 4)), Map.of("kernel_shape", Attribute.ofLongs(2, 2))));
            add(op + " overlapping and padded", c -> c.node(op, List.of(c.x(2, 2, 5, 4)), window));
        }
        add("AveragePool counting padding", c -> c.node("AveragePool", List.of(c.x(2, 2, 5, 4)), counting));
    }
}
