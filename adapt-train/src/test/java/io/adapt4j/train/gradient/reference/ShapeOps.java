package io.adapt4j.train.gradient.reference;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that move elements or tell shapes. */
final class ShapeOps {
    private ShapeOps() {}

    static @Nullable Array evaluate(Node node, List<Array> x) {
        return switch (node.opType()) {
            case "Reshape" -> reshape(x.get(0), x.get(1).longs());
            case "Flatten" -> flatten(x.get(0), x.get(0).axis(node.longAttribute("axis", 1)));
            case "Squeeze" -> squeeze(x.get(0), axes(node, x));
            case "Unsqueeze" -> unsqueeze(x.get(0), axes(node, x));
            case "Transpose" ->
                x.get(0).transpose(node.longsAttribute("perm", reversed(x.get(0).rank())));
            case "Expand" ->
                x.get(0).expand(Array.broadcast(x.get(0).dims(), x.get(1).longs()));
            case "Concat" -> concat(x, x.get(0).axis(node.longAttribute("axis", 0)));
            case "Slice" -> slice(x);
            case "Gather" -> gather(x.get(0), x.get(1), x.get(0).axis(node.longAttribute("axis", 0)));
            case "Shape" ->
                Array.vector(Arrays.stream(x.get(0).dims()).asDoubleStream().toArray());
            case "Size" -> Array.of(new long[0], x.get(0).data().length);
            case "Range" -> range(x);
            case "OneHot" -> oneHot(x.get(0), (int) x.get(1).data()[0]);
            case "ConstantOfShape" -> {
                Array value = node.attributes().get("value") instanceof Attribute.OfTensor t
                        ? Interpreter.array(t.value())
                        : Array.vector(0);
                yield Array.zeros(x.get(0).longs()).map(v -> value.data()[0]);
            }
            default -> null;
        };
    }

    private static long[] reversed(int rank) {
        long[] perm = new long[rank];
        for (int i = 0; i < rank; i++) {
            perm[i] = rank - 1L - i;
        }
        return perm;
    }

    private static long @Nullable [] axes(Node node, List<Array> x) {
        return node.hasAttribute("axes")
                ? node.longsAttribute("axes")
                : x.size() > 1 ? x.get(1).longs() : null;
    }

    private static Array reshape(Array x, long[] dims) {
        long[] to = dims.clone();
        int unknown = -1;
        int known = 1;
        for (int i = 0; i < to.length; i++) {
            to[i] = to[i] == 0 ? x.dims()[i] : to[i];
            if (to[i] == -1) {
                unknown = i;
            } else {
                known *= (int) to[i];
            }
        }
        if (unknown >= 0) {
            to[unknown] = x.data().length / known;
        }
        return x.reshape(to);
    }

    private static Array flatten(Array x, int axis) {
        int outer = Array.size(Arrays.copyOf(x.dims(), axis));
        return x.reshape(outer, x.data().length / outer);
    }

    private static Array squeeze(Array x, long @Nullable [] axes) {
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            int axis = i;
            boolean drop = axes == null ? x.dims()[i] == 1 : Arrays.stream(axes).anyMatch(a -> x.axis(a) == axis);
            if (!drop) {
                dims.add(x.dims()[i]);
            }
        }
        return x.reshape(dims.stream().mapToLong(Long::longValue).toArray());
    }

    private static Array unsqueeze(Array x, long[] axes) {
        long[] dims = new long[x.rank() + axes.length];
        for (long axis : axes) {
            dims[(int) (axis < 0 ? axis + dims.length : axis)] = 1;
        }
        int next = 0;
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] == 1 ? 1 : x.dims()[next++];
        }
        return x.reshape(dims);
    }

    private static Array concat(List<Array> parts, int axis) {
        long[] dims = parts.get(0).dims().clone();
        dims[axis] = parts.stream().mapToLong(p -> p.dims()[axis]).sum();
        Array y = Array.zeros(dims);
        int[] start = {0};
        for (Array part : parts) {
            Array.forEach(part.dims(), index -> {
                int[] at = index.clone();
                at[axis] += start[0];
                y.data()[y.offset(at)] = part.get(index);
            });
            start[0] += (int) part.dims()[axis];
        }
        return y;
    }

    static List<Array> split(Node node, List<Array> x) {
        Array data = x.get(0);
        int axis = data.axis(node.longAttribute("axis", 0));
        int parts = node.outputs().size();
        long[] even = new long[parts];
        Arrays.fill(even, data.dims()[axis] / parts);
        long[] sizes = x.size() > 1 ? x.get(1).longs() : node.longsAttribute("split", even);
        List<Array> results = new ArrayList<>();
        int start = 0;
        for (long size : sizes) {
            double[] rows = new double[(int) size];
            for (int i = 0; i < size; i++) {
                rows[i] = start + i;
            }
            results.add(gather(data, Array.vector(rows), axis));
            start += (int) size;
        }
        return results;
    }

    private static Array slice(List<Array> x) {
        Array data = x.get(0);
        long[] starts = x.get(1).longs();
        long[] ends = x.get(2).longs();
        for (int i = 0; i < starts.length; i++) {
            int axis = x.size() > 3 && x.get(3) != null ? data.axis(x.get(3).longs()[i]) : i;
            long step = x.size() > 4 ? x.get(4).longs()[i] : 1;
            long dim = data.dims()[axis];
            long start = starts[i] < 0 ? starts[i] + dim : starts[i];
            long end = ends[i] < 0 ? ends[i] + dim : ends[i];
            List<Double> rows = new ArrayList<>();
            if (step > 0) {
                for (long r = Math.max(0, start); r < Math.min(dim, end); r += step) {
                    rows.add((double) r);
                }
            } else {
                for (long r = Math.min(dim - 1, start); r > Math.max(-1, ends[i] < -dim ? -1 : end); r += step) {
                    rows.add((double) r);
                }
            }
            data = gather(
                    data,
                    Array.vector(rows.stream().mapToDouble(Double::doubleValue).toArray()),
                    axis);
        }
        return data;
    }

    private static Array gather(Array data, Array indices, int axis) {
        int outer = Array.size(Arrays.copyOf(data.dims(), axis));
        int inner = Array.size(Arrays.copyOfRange(data.dims(), axis + 1, data.rank()));
        int dim = (int) data.dims()[axis];
        List<Long> dims = new ArrayList<>();
        Arrays.stream(data.dims(), 0, axis).forEach(dims::add);
        Arrays.stream(indices.dims()).forEach(dims::add);
        Arrays.stream(data.dims(), axis + 1, data.rank()).forEach(dims::add);
        Array y = Array.zeros(dims.stream().mapToLong(Long::longValue).toArray());
        int count = indices.data().length;
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < count; i++) {
                int row = (int) indices.data()[i];
                row = row < 0 ? row + dim : row;
                System.arraycopy(data.data(), (o * dim + row) * inner, y.data(), (o * count + i) * inner, inner);
            }
        }
        return y;
    }

    private static Array range(List<Array> x) {
        List<Double> values = new ArrayList<>();
        for (double v = x.get(0).data()[0];
                v < x.get(1).data()[0];
                v += x.get(2).data()[0]) {
            values.add(v);
        }
        return Array.vector(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** With axis 0 and the values 0 and 1: {@code [depth, indices]}. */
    private static Array oneHot(Array indices, int depth) {
        int count = indices.data().length;
        Array y = Array.zeros(depth, count);
        for (int i = 0; i < count; i++) {
            int row = (int) indices.data()[i];
            y.data()[(row < 0 ? row + depth : row) * count + i] = 1;
        }
        return y;
    }
}
