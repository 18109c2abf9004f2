package io.adapt4j.train.gradient;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Graph;
import io.adapt4j.runtime.onnx.graph.Node;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.runtime.onnx.graph.ValueInfo;
import io.adapt4j.train.gradient.reference.Array;
import io.adapt4j.train.gradient.reference.Interpreter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A small graph whose gradients are checked: {@code loss = sum(y * weights)} of some operators' output y. */
final class Case {
    final String name;
    final Graph graph;
    final int type;
    final Map<String, Array> inputs = new LinkedHashMap<>();
    final List<String> trainables = new ArrayList<>();
    private final SplittableRandom random;

    /** Adds a case's operators and returns its output. */
    interface Body {
        String build(Case c);
    }

    private Case(String name, int opset, int type) {
        this.name = name;
        this.type = type;
        this.graph = new Graph(Map.of(Graph.ONNX, (long) opset));
        this.random = new SplittableRandom(name.hashCode());
    }

    static Case of(String name, int opset, int type, Body body) {
        Case c = new Case(name, opset, type);
        String y = body.build(c);
        Array output = Interpreter.run(c.graph, c.inputs).get(y);
        double[] weights = new double[output.data().length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = c.random.nextDouble() * 2 - 1;
        }
        String weighted = c.node("Mul", List.of(y, c.constant(output.dims(), weights)));
        String flat = c.node("Reshape", List.of(weighted, c.longs(-1)));
        String ones = c.constant(new long[] {weights.length}, ones(weights.length));
        c.graph.nodes().add(new Node("loss", "MatMul", Graph.ONNX, List.of(flat, ones), List.of("loss"), Map.of()));
        c.graph.outputs().add(new ValueInfo("loss", type, List.of()));
        return c;
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** A trainable input with values in [low, high) whose distances from each other are not tiny. */
    String trainable(double low, double high, long... dims) {
        String input = input("x" + trainables.size(), low, high, dims);
        trainables.add(input);
        return input;
    }

    private String input(String inputName, double low, double high, long... dims) {
        int size = Array.size(dims);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            order.add(random.nextInt(i + 1), i);
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = low + (high - low) * (order.get(i) + 0.25 + 0.5 * random.nextDouble()) / size;
        }
        List<String> declared = Arrays.stream(dims).mapToObj(Long::toString).toList();
        graph.inputs().add(new ValueInfo(inputName, type, declared));
        inputs.put(inputName, Array.of(dims, values));
        return inputName;
    }

    /** A trainable input whose values a byte can hold exactly: multiples of 1/64 from -2 to 127/64, both among them. */
    String exact(long... dims) {
        String name = x(dims);
        double[] values = inputs.get(name).data();
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(-128, 128) / 64.0;
        }
        values[0] = -2;
        values[values.length - 1] = 127 / 64.0;
        return name;
    }

    /** A constant of bytes, signed or not. */
    String bytes(boolean signed, long[] dims, int... values) {
        ByteBuffer data = ByteBuffer.allocateDirect(values.length);
        for (int value : values) {
            data.put((byte) value);
        }
        return graph.constant("q", new TensorData(signed ? OnnxTypes.INT8 : OnnxTypes.UINT8, dims, data.flip()));
    }

    String x(long... dims) {
        return trainable(-1.5, 1.5, dims);
    }

    String positive(long... dims) {
        return trainable(0.5, 2, dims);
    }

    /** A random constant. */
    String fixed(long... dims) {
        double[] values = new double[Array.size(dims)];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.5 + random.nextDouble();
        }
        return constant(dims, values);
    }

    String scalar(double value) {
        return constant(new long[0], value);
    }

    String constant(long[] dims, double... values) {
        ByteBuffer data = ByteBuffer.allocateDirect(values.length * OnnxTypes.byteWidth(type))
                .order(ByteOrder.nativeOrder());
        for (double value : values) {
            if (type == OnnxTypes.DOUBLE) {
                data.putDouble(value);
            } else {
                data.putFloat((float) value);
            }
        }
        return graph.constant("c", new TensorData(type, dims, data.flip()));
    }

    String longs(long... values) {
        return graph.constant("l", TensorData.longs(values, values.length));
    }

    String index(long[] dims, long... values) {
        return graph.constant("i", TensorData.longs(values, dims));
    }

    String bools(long[] dims, int... values) {
        ByteBuffer data = ByteBuffer.allocateDirect(values.length);
        for (int value : values) {
            data.put((byte) value);
        }
        return graph.constant("b", new TensorData(OnnxTypes.BOOL, dims, data.flip()));
    }

    String node(String op, List<String> ins) {
        return node(op, ins, Map.of());
    }

    String node(String op, List<String> ins, Map<String, Attribute> attributes) {
        return node(op, Graph.ONNX, ins, 1, attributes).get(0);
    }

    List<String> node(String op, String domain, List<String> ins, int outputs, Map<String, Attribute> attributes) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            names.add(graph.freshName(op));
        }
        if (!domain.isEmpty()) {
            graph.importOpset(domain, 1);
        }
        graph.nodes().add(new Node(names.get(0), op, domain, ins, names, attributes));
        return names;
    }

    @Override
    public String toString() {
        return name + ", opset " + graph.opset();
    }
}
