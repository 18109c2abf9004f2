package io.adapt4j.train.onnx;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.ops.TensorOps;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Operations that add nodes to a graph; a tensor is the name of a value. */
final class OnnxOps implements TensorOps<String> {
    private final GraphOps graph;
    private final Set<String> detached = new HashSet<>();

    OnnxOps(GraphOps graph) {
        this.graph = graph;
    }

    /** The values through which no gradient flows. */
    Set<String> detached() {
        return detached;
    }

    @Override
    public String scalar(double value) {
        return graph.scalar(value);
    }

    @Override
    public String add(String a, String b) {
        return graph.add(a, b);
    }

    @Override
    public String sub(String a, String b) {
        return graph.sub(a, b);
    }

    @Override
    public String mul(String a, String b) {
        return graph.mul(a, b);
    }

    @Override
    public String div(String a, String b) {
        return graph.div(a, b);
    }

    @Override
    public String sqrt(String a) {
        return graph.node("Sqrt", List.of(a));
    }

    @Override
    public String exp(String a) {
        return graph.exp(a);
    }

    @Override
    public String log(String a) {
        return graph.node("Log", List.of(a));
    }

    @Override
    public String relu(String a) {
        return graph.node("Relu", List.of(a));
    }

    @Override
    public String matMul(String a, String b) {
        return graph.node("MatMul", List.of(a, b));
    }

    @Override
    public String transpose(String a, int... axes) {
        return graph.transpose(a, Arrays.stream(axes).asLongStream().toArray());
    }

    @Override
    public String reshape(String a, long... dims) {
        return graph.reshape(a, dims);
    }

    @Override
    public String slice(String a, int axis, long start, long end) {
        return graph.node("Slice", List.of(a, graph.longs(start), graph.longs(end), graph.longs(axis)));
    }

    @Override
    public String concat(int axis, List<String> parts) {
        return graph.node("Concat", parts, Map.of("axis", Attribute.of((long) axis)));
    }

    @Override
    public String sum(String a) {
        return graph.node("ReduceSum", List.of(a), Map.of("keepdims", Attribute.of(0L)));
    }

    @Override
    public String sum(String a, int axis) {
        return graph.reduceSum(a, new long[] {axis}, true);
    }

    @Override
    public String mean(String a) {
        return graph.node("ReduceMean", List.of(a), Map.of("keepdims", Attribute.of(0L)));
    }

    @Override
    public String mean(String a, int axis) {
        return graph.reduceMean(a, new long[] {axis}, true);
    }

    @Override
    public String logSoftmax(String a, int axis) {
        return graph.node("LogSoftmax", List.of(a), Map.of("axis", Attribute.of((long) axis)));
    }

    @Override
    public String detached(String a) {
        String same = graph.node("Identity", List.of(a));
        detached.add(same);
        return same;
    }
}
