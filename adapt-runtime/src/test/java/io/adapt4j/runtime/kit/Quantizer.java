package io.adapt4j.runtime.kit;

import io.adapt4j.BaseModel;
import io.adapt4j.runtime.onnx.OnnxBaseModel;
import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.proto.OnnxFile;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Quantises the matrix products of a graph as ONNX Runtime's dynamic quantiser does, with its names: one DynamicQuantizeLinear for
 * each value that is multiplied, integer weights with scales and zero points of every form in turn. Weights have seven bits, for
 * processors whose instructions saturate sums of products of eight.
 */
public final class Quantizer {
    private static final int LEVELS = 127;

    /** The form of scales and zero points of one weight. */
    public enum Form {
        COLUMNS_SIGNED(OnnxTypes.INT8, true, true),
        TENSOR_UNSIGNED(OnnxTypes.UINT8, false, true),
        COLUMNS_UNSIGNED(OnnxTypes.UINT8, true, true),
        TENSOR_SIGNED_WITHOUT_ZERO_POINT(OnnxTypes.INT8, false, false);

        private final int type;
        private final boolean columns;
        private final boolean zeroPoint;

        Form(int type, boolean columns, boolean zeroPoint) {
            this.type = type;
            this.columns = columns;
            this.zeroPoint = zeroPoint;
        }
    }

    /**
     * A quantised weight.
     *
     * @param q {@code [in][out]}
     * @param scale one for each column
     * @param zero one for each column
     */
    public record Weight(int[][] q, float[] scale, int[] zero) {
        /** What an element stands for. */
        public double value(int in, int out) {
            return (double) (q[in][out] - zero[out]) * scale[out];
        }
    }

    private final Graph graph;
    private final Map<String, Weight> weights = new LinkedHashMap<>();
    private final Map<String, String> quantized = new LinkedHashMap<>();

    private Quantizer(Graph graph) {
        this.graph = graph;
    }

    /** A graph whose products are quantised, and its weights by the names that they had. */
    public record Result(Graph graph, Map<String, Weight> weights) {}

    /** Quantises. */
    public static Result quantize(Graph floats) {
        Quantizer quantizer = new Quantizer(floats.copy());
        for (Node node : floats.nodes()) {
            TensorData weight = floats.initializers().get(node.input(1));
            if (node.opType().equals("MatMul") && weight != null) {
                quantizer.replace(node, weight);
            }
        }
        quantizer.graph.sort();
        quantizer.graph.prune();
        return new Result(quantizer.graph, quantizer.weights);
    }

    /** The same graph with FLOAT weights, rounded as {@link #quantize} rounds them. */
    public static Graph rounded(Graph floats) {
        Graph rounded = floats.copy();
        quantize(floats).weights.forEach((name, weight) -> {
            int in = weight.q.length;
            int out = weight.scale.length;
            float[] values = new float[in * out];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) weight.value(i / out, i % out);
            }
            rounded.initializers().put(name, TensorData.floats(values, in, out));
        });
        return rounded;
    }

    /** {@link #quantize} of a model file. */
    public static byte[] quantizedModel(byte[] floats) {
        return OnnxFile.write(quantize(graph(floats)).graph, name -> false);
    }

    /** {@link #rounded} of a model file. */
    public static byte[] roundedModel(byte[] floats) {
        return OnnxFile.write(rounded(graph(floats)), name -> false);
    }

    private static Graph graph(byte[] model) {
        try (BaseModel base = BaseModel.open(model)) {
            return ((OnnxBaseModel) base).graph();
        }
    }

    private void replace(Node node, TensorData floats) {
        String name = node.input(1);
        Form form = Form.values()[weights.size() % Form.values().length];
        weights.computeIfAbsent(name, key -> store(name, floats, form));
        String x = node.input(0);
        quantized.computeIfAbsent(x, key -> {
            add(
                    x + "_QuantizeLinear",
                    "DynamicQuantizeLinear",
                    List.of(x),
                    List.of(x + "_quantized", x + "_scale", x + "_zero_point"));
            return x;
        });
        String zero = graph.initializers().containsKey(name + "_zero_point") ? name + "_zero_point" : "";
        List<String> operands = zero.isEmpty()
                ? List.of(x + "_quantized", name + "_quantized", x + "_zero_point")
                : List.of(x + "_quantized", name + "_quantized", x + "_zero_point", zero);
        String y = node.output();
        add(node.name() + "_quant", "MatMulInteger", operands, List.of(y + "_output_quantized"));
        graph.nodes()
                .add(new Node(
                        y + "_output_quantized_cast",
                        "Cast",
                        Graph.ONNX,
                        List.of(y + "_output_quantized"),
                        List.of(y + "_cast"),
                        Map.of("to", Attribute.of((long) OnnxTypes.FLOAT))));
        add(node.name() + "_quant_scales_mul", "Mul", List.of(x + "_scale", name + "_scale"), List.of(y + "_scales"));
        add(node.name() + "_quant_output_scale_mul", "Mul", List.of(y + "_cast", y + "_scales"), List.of(y));
        graph.nodes().remove(node);
    }

    private void add(String name, String op, List<String> inputs, List<String> outputs) {
        graph.nodes().add(new Node(name, op, Graph.ONNX, inputs, outputs, Map.of()));
    }

    private Weight store(String name, TensorData floats, Form form) {
        Weight weight = round(floats, form);
        int in = weight.q.length;
        int out = weight.scale.length;
        ByteBuffer bytes = ByteBuffer.allocateDirect(in * out);
        for (int[] row : weight.q) {
            for (int value : row) {
                bytes.put((byte) value);
            }
        }
        graph.initializers().put(name + "_quantized", new TensorData(form.type, new long[] {in, out}, bytes.flip()));
        ByteBuffer zeros = ByteBuffer.allocateDirect(form.columns ? out : 1);
        for (int i = 0; zeros.hasRemaining(); i++) {
            zeros.put((byte) weight.zero[i]);
        }
        long[] dims = form.columns ? new long[] {out} : new long[0];
        float[] scale = form.columns ? weight.scale : new float[] {weight.scale[0]};
        graph.initializers().put(name + "_scale", TensorData.floats(scale, dims));
        if (form.zeroPoint) {
            graph.initializers().put(name + "_zero_point", new TensorData(form.type, dims, zeros.flip()));
        }
        return weight;
    }

    private static Weight round(TensorData floats, Form form) {
        double[] values = floats.toDoubles();
        int out = (int) floats.dims()[1];
        int in = values.length / out;
        Weight weight = new Weight(new int[in][out], new float[out], new int[out]);
        for (int o = 0; o < out; o++) {
            double low = 0;
            double high = 0;
            for (int i = 0; i < values.length; i++) {
                boolean counts = !form.columns || i % out == o;
                low = counts ? Math.min(low, values[i]) : low;
                high = counts ? Math.max(high, values[i]) : high;
            }
            boolean signed = form.type == OnnxTypes.INT8;
            double most = signed ? 2 * Math.max(high, -low) : high - low;
            weight.scale[o] = (float) (most / LEVELS);
            weight.zero[o] = signed ? 0 : 64 + (int) Math.rint(-low / weight.scale[o]);
            for (int i = 0; i < in; i++) {
                weight.q[i][o] = weight.zero[o] + (int) Math.rint(values[i * out + o] / weight.scale[o]);
            }
        }
        return weight;
    }

    /**
     * {@code x W} as the integer operators define it (onnx.ai, DynamicQuantizeLinear and MatMulInteger), for a whole batch: rows of x
     * share one scale.
     *
     * @param x {@code [rows][in]}
     * @return {@code [rows][out]}
     */
    public static double[][] product(float[][] x, Weight weight) {
        float low = 0;
        float high = 0;
        for (float[] row : x) {
            for (float value : row) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        float scale = (high - low) / 255;
        int zero = (int) Math.rint(-low / scale);
        double[][] y = new double[x.length][weight.scale.length];
        for (int row = 0; row < x.length; row++) {
            for (int o = 0; o < weight.scale.length; o++) {
                long sum = 0;
                for (int i = 0; i < weight.q.length; i++) {
                    int q = Math.max(0, Math.min(255, zero + (int) Math.rint(x[row][i] / scale)));
                    sum += (long) (q - zero) * (weight.q[i][o] - weight.zero[o]);
                }
                y[row][o] = sum * ((double) scale * weight.scale[o]);
            }
        }
        return y;
    }
}
