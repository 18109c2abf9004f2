package io.adapt4j.train.gradient.reference;

import io.adapt4j.runtime.onnx.graph.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrix products, convolutions and pooling. */
final class LinearOps {
    private LinearOps() {}

    static @Nullable Array evaluate(Node node, List<Array> x) {
        return switch (node.opType()) {
            case "MatMul" -> matMul(x.get(0), x.get(1));
            case "FusedMatMul" -> {
                Array a = node.longAttribute("transA", 0) != 0 ? x.get(0).swap() : x.get(0);
                Array b = node.longAttribute("transB", 0) != 0 ? x.get(1).swap() : x.get(1);
                double alpha = node.floatAttribute("alpha", 1);
                yield matMul(a, b).map(v -> v * alpha);
            }
            case "Gemm" -> gemm(node, x);
            case "Conv" -> conv(node, x);
            case "ConvTranspose" -> convTranspose(node, x);
            case "MaxPool", "AveragePool" -> pool(node, x.get(0));
            case "GlobalAveragePool" -> globalAverage(x.get(0));
            case "BatchNormalization" -> batchNorm(node, x);
            default -> null;
        };
    }

    static Array matMul(Array a, Array b) {
        Array left = a.rank() == 1 ? a.reshape(1, a.dims()[0]) : a;
        Array right = b.rank() == 1 ? b.reshape(b.dims()[0], 1) : b;
        long[] batchA = Arrays.copyOf(left.dims(), left.rank() - 2);
        long[] batchB = Arrays.copyOf(right.dims(), right.rank() - 2);
        long[] batch = Array.broadcast(batchA, batchB);
        int m = (int) left.dims()[left.rank() - 2];
        int k = (int) left.dims()[left.rank() - 1];
        int n = (int) right.dims()[right.rank() - 1];
        Array l = left.expand(concat(batch, m, k));
        Array r = right.expand(concat(batch, k, n));
        Array y = Array.zeros(concat(batch, m, n));
        for (int t = 0; t < Array.size(batch); t++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum += l.data()[(t * m + i) * k + p] * r.data()[(t * k + p) * n + j];
                    }
                    y.data()[(t * m + i) * n + j] = sum;
                }
            }
        }
        long[] dims = y.dims();
        if (a.rank() == 1 && b.rank() == 1) {
            return y.reshape();
        }
        if (a.rank() == 1) {
            return y.reshape(concat(batch, n));
        }
        return b.rank() == 1 ? y.reshape(Arrays.copyOf(dims, dims.length - 1)) : y;
    }

    private static long[] concat(long[] dims, long... more) {
        long[] all = Arrays.copyOf(dims, dims.length + more.length);
        System.arraycopy(more, 0, all, dims.length, more.length);
        return all;
    }

    private static Array gemm(Node node, List<Array> x) {
        Array a = node.longAttribute("transA", 0) != 0 ? x.get(0).swap() : x.get(0);
        Array b = node.longAttribute("transB", 0) != 0 ? x.get(1).swap() : x.get(1);
        double alpha = node.floatAttribute("alpha", 1);
        double beta = node.floatAttribute("beta", 1);
        Array product = matMul(a, b).map(v -> v * alpha);
        return x.size() < 3 ? product : product.zip(x.get(2).map(v -> v * beta), Double::sum);
    }

    /** For each output position and kernel offset, the input position, or null in the padding. */
    private static int @Nullable [] position(
            int[] out, int[] offset, long[] strides, long[] dilations, long[] pads, long[] in) {
        int[] at = new int[out.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = (int) (out[i] * strides[i] + offset[i] * dilations[i] - pads[i]);
            if (at[i] < 0 || at[i] >= in[i + 2]) {
                return null;
            }
        }
        return at;
    }

    private static int[] index(int first, int second, int[] rest) {
        int[] index = new int[rest.length + 2];
        index[0] = first;
        index[1] = second;
        System.arraycopy(rest, 0, index, 2, rest.length);
        return index;
    }

    private record Geometry(long[] kernel, long[] strides, long[] dilations, long[] pads) {
        static Geometry of(Node node, long[] kernel) {
            long[] ones = new long[kernel.length];
            Arrays.fill(ones, 1);
            return new Geometry(
                    kernel,
                    node.longsAttribute("strides", ones),
                    node.longsAttribute("dilations", ones),
                    node.longsAttribute("pads", new long[2 * kernel.length]));
        }

        long[] out(long[] in) {
            long[] out = new long[kernel.length];
            for (int i = 0; i < out.length; i++) {
                long padded = in[i + 2] + pads[i] + pads[i + out.length];
                out[i] = (padded - dilations[i] * (kernel[i] - 1) - 1) / strides[i] + 1;
            }
            return out;
        }
    }

    private static Array conv(Node node, List<Array> inputs) {
        Array x = inputs.get(0);
        Array w = inputs.get(1);
        int group = (int) node.longAttribute("group", 1);
        Geometry g = Geometry.of(node, Arrays.copyOfRange(w.dims(), 2, w.rank()));
        long[] out = g.out(x.dims());
        int outPerGroup = (int) w.dims()[0] / group;
        Array y = Array.zeros(concat(new long[] {x.dims()[0], w.dims()[0]}, out));
        for (int n = 0; n < x.dims()[0]; n++) {
            for (int m = 0; m < w.dims()[0]; m++) {
                int batch = n;
                int filter = m;
                Array.forEach(out, o -> {
                    double[] sum = {inputs.size() > 2 ? inputs.get(2).data()[filter] : 0};
                    Array.forEach(g.kernel, k -> {
                        int[] at = position(o, k, g.strides, g.dilations, g.pads, x.dims());
                        for (int c = 0; at != null && c < w.dims()[1]; c++) {
                            int channel = filter / outPerGroup * (int) w.dims()[1] + c;
                            sum[0] += x.get(index(batch, channel, at)) * w.get(index(filter, c, k));
                        }
                    });
                    y.data()[y.offset(index(batch, filter, o))] = sum[0];
                });
            }
        }
        return y;
    }

    private static Array convTranspose(Node node, List<Array> inputs) {
        Array x = inputs.get(0);
        Array w = inputs.get(1); // [in, out / group, kernel...]
        int group = (int) node.longAttribute("group", 1);
        Geometry g = Geometry.of(node, Arrays.copyOfRange(w.dims(), 2, w.rank()));
        long[] extra = node.longsAttribute("output_padding", new long[g.kernel.length]);
        long[] dims = new long[x.rank()];
        dims[0] = x.dims()[0];
        dims[1] = w.dims()[1] * group;
        long[] spatial = new long[g.kernel.length];
        for (int i = 0; i < spatial.length; i++) {
            spatial[i] = x.dims()[i + 2];
            dims[i + 2] = (spatial[i] - 1) * g.strides[i]
                    + g.dilations[i] * (g.kernel[i] - 1)
                    + 1
                    + extra[i]
                    - g.pads[i]
                    - g.pads[i + spatial.length];
        }
        Array y = Array.zeros(dims);
        int inPerGroup = (int) x.dims()[1] / group;
        for (int n = 0; n < dims[0]; n++) {
            for (int c = 0; c < x.dims()[1]; c++) {
                int batch = n;
                int channel = c;
                Array.forEach(
                        spatial,
                        o -> Array.forEach(g.kernel, k -> {
                            int[] at = position(o, k, g.strides, g.dilations, g.pads, dims);
                            for (int m = 0; at != null && m < w.dims()[1]; m++) {
                                int to = channel / inPerGroup * (int) w.dims()[1] + m;
                                y.data()[y.offset(index(batch, to, at))] +=
                                        x.get(index(batch, channel, o)) * w.get(index(channel, m, k));
                            }
                        }));
            }
        }
        return y;
    }

    private static Array pool(Node node, Array x) {
        Geometry g = Geometry.of(node, node.longsAttribute("kernel_shape"));
        boolean max = node.opType().equals("MaxPool");
        boolean countsPadding = node.longAttribute("count_include_pad", 0) != 0;
        long[] out = g.out(x.dims());
        Array y = Array.zeros(concat(new long[] {x.dims()[0], x.dims()[1]}, out));
        for (int n = 0; n < x.dims()[0]; n++) {
            for (int c = 0; c < x.dims()[1]; c++) {
                int batch = n;
                int channel = c;
                Array.forEach(out, o -> {
                    double[] state = {max ? Double.NEGATIVE_INFINITY : 0, 0};
                    Array.forEach(g.kernel, k -> {
                        int[] at = position(o, k, g.strides, g.dilations, g.pads, x.dims());
                        if (at != null) {
                            double v = x.get(index(batch, channel, at));
                            state[0] = max ? Math.max(state[0], v) : state[0] + v;
                        }
                        state[1] += at != null || countsPadding ? 1 : 0;
                    });
                    y.data()[y.offset(index(batch, channel, o))] = max ? state[0] : state[0] / state[1];
                });
            }
        }
        return y;
    }

    private static Array globalAverage(Array x) {
        int rows = (int) (x.dims()[0] * x.dims()[1]);
        int width = x.data().length / rows;
        long[] dims = x.dims().clone();
        Arrays.fill(dims, 2, dims.length, 1);
        Array y = Array.zeros(dims);
        for (int i = 0; i < x.data().length; i++) {
            y.data()[i / width] += x.data()[i] / width;
        }
        return y;
    }

    private static Array batchNorm(Node node, List<Array> x) {
        double epsilon = node.floatAttribute("epsilon", 1e-5f);
        Array y = Array.zeros(x.get(0).dims());
        int channels = (int) y.dims()[1];
        int inner = y.data().length / (int) (y.dims()[0] * channels);
        for (int i = 0; i < y.data().length; i++) {
            int c = i / inner % channels;
            double normalized = (x.get(0).data()[i] - x.get(3).data()[c])
                    / Math.sqrt(x.get(4).data()[c] + epsilon);
            y.data()[i] = normalized * x.get(1).data()[c] + x.get(2).data()[c];
        }
        return y;
    }
}
