package io.adapt4j.train.gradient.rules;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.runtime.onnx.graph.OnnxTypes;
import io.adapt4j.runtime.onnx.graph.TensorData;
import io.adapt4j.train.gradient.GradientContext;
import io.adapt4j.train.gradient.GraphOps;
import io.adapt4j.train.gradient.RuleRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gradients of convolutions and pooling. The spatial sizes must be those of the sample that shapes were learnt from. */
public final class ConvolutionRules {
    private ConvolutionRules() {}

    public static void register(RuleRegistry registry) {
        registry.rule("Conv", ConvolutionRules::conv);
        registry.rule("AveragePool", ConvolutionRules::averagePool);
        registry.rule("MaxPool", ConvolutionRules::maxPool);
    }

    /** The geometry of a sliding window over the spatial axes. */
    private record Window(long[] kernel, long[] strides, long[] dilations, long[] pads) {

        static Window of(GradientContext c, long[] kernel) {
            int axes = kernel.length;
            long[] ones = new long[axes];
            Arrays.fill(ones, 1);
            String autoPad = c.node().stringAttribute("auto_pad", "NOTSET");
            long[] strides = c.node().longsAttribute("strides", ones);
            long[] dilations = c.node().longsAttribute("dilations", ones);
            long[] pads = c.node().longsAttribute("pads", new long[2 * axes]);
            if (autoPad.startsWith("SAME")) {
                long[] in = c.shape(c.node().input(0));
                long[] out = c.shape(c.node().output());
                for (int i = 0; i < axes; i++) {
                    long total =
                            Math.max(0, (out[i + 2] - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1 - in[i + 2]);
                    boolean upper = autoPad.endsWith("UPPER");
                    pads[i] = upper ? total / 2 : total - total / 2;
                    pads[i + axes] = total - pads[i];
                }
            }
            return new Window(kernel, strides, dilations, pads);
        }

        /** How much of the input's end no window reaches, by axis. */
        long[] rest(long[] in, long[] out) {
            long[] rest = new long[kernel.length];
            for (int i = 0; i < rest.length; i++) {
                long reached = (out[i + 2] - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1;
                rest[i] = in[i + 2] + pads[i] + pads[i + rest.length] - reached;
            }
            return rest;
        }

        Map<String, Attribute> attributes() {
            Map<String, Attribute> attributes = new TreeMap<>();
            attributes.put("kernel_shape", Attribute.ofLongs(kernel));
            attributes.put("strides", Attribute.ofLongs(strides));
            attributes.put("dilations", Attribute.ofLongs(dilations));
            attributes.put("pads", Attribute.ofLongs(pads));
            return attributes;
        }
    }

    /**
     * {@code dx} is the transposed convolution of g with the same kernel. {@code dw} is the convolution of x with g, both
     * with batch and channels exchanged, strides and dilations exchanged too. {@code db} is the sum of g.
     */
    private static List<@Nullable String> conv(GradientContext c) {
        GraphOps ops = c.ops();
        String x = c.node().input(0);
        String w = c.node().input(1);
        long[] shapeW = c.shape(w);
        int rank = shapeW.length;
        Window window = Window.of(c, Arrays.copyOfRange(shapeW, 2, rank));
        long group = c.node().longAttribute("group", 1);
        String dx = null;
        String dw = null;
        if (c.needs(0)) {
            Map<String, Attribute> attributes = window.attributes();
            attributes.put("group", Attribute.of(group));
            attributes.put(
                    "output_padding",
                    Attribute.ofLongs(window.rest(c.shape(x), c.shape(c.node().output()))));
            dx = ops.node("ConvTranspose", List.of(c.gradient(), w), attributes);
        }
        if (c.needs(1)) {
            if (group != 1) {
                throw c.unsupported("the kernel of a grouped convolution cannot be trained");
            }
            dw = kernelGradient(c, window, rank);
        }
        long[] summed = new long[rank - 1];
        for (int i = 1; i < summed.length; i++) {
            summed[i] = i + 1L;
        }
        String db = c.needs(2) ? ops.reduceSum(c.gradient(), summed, false) : null;
        return Arrays.asList(dx, dw, db);
    }

    private static String kernelGradient(GradientContext c, Window window, int rank) {
        GraphOps ops = c.ops();
        long[] swap = new long[rank];
        for (int i = 0; i < rank; i++) {
            swap[i] = i < 2 ? 1 - i : i;
        }
        String product = ops.node(
                "Conv",
                List.of(ops.transpose(c.node().input(0), swap), ops.transpose(c.gradient(), swap)),
                Map.of(
                        "strides", Attribute.ofLongs(window.dilations),
                        "dilations", Attribute.ofLongs(window.strides),
                        "pads", Attribute.ofLongs(window.pads)));
        long[] starts = new long[rank - 2];
        long[] axes = new long[rank - 2];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i + 2L;
        }
        String cut = ops.node("Slice", List.of(product, ops.longs(starts), ops.longs(window.kernel), ops.longs(axes)));
        return ops.transpose(cut, swap);
    }

    /** Each element gets an equal share of the gradient of every window that counts it. */
    private static List<@Nullable String> averagePool(GradientContext c) {
        Patches patches = Patches.of(c);
        GraphOps ops = c.ops();
        if (c.node().longAttribute("count_include_pad", 0) != 0) {
            String even = ops.mul(patches.gradient, 1.0 / patches.size);
            return List.of(patches.fold(c, ops.mul(patches.valid, even)));
        }
        String count = ops.reduceSum(patches.valid, new long[] {1}, true);
        return List.of(patches.fold(c, ops.mul(patches.valid, ops.div(patches.gradient, count))));
    }

    /** The gradient of each window goes to its greatest element; equals share it. */
    private static List<@Nullable String> maxPool(GradientContext c) {
        Patches patches = Patches.of(c);
        GraphOps ops = c.ops();
        String y = ops.node("Reshape", List.of(c.node().output(), patches.outputDims));
        String greatest = ops.cast(ops.node("Equal", List.of(patches.of, y)), ops.floatType());
        String chosen = ops.mul(greatest, patches.valid);
        String count = ops.reduceSum(chosen, new long[] {1}, true);
        return List.of(patches.fold(c, ops.mul(chosen, ops.div(patches.gradient, count))));
    }

    /**
     * The windows of a pooling laid out side by side, {@code [batch * channels, window, out...]}: a convolution with a
     * kernel for each offset in the window that picks the element at that offset. Its transposed convolution brings
     * gradients of the elements of windows back to the elements.
     *
     * @param of the elements of the input
     * @param valid one for an element of the input, zero for padding
     * @param gradient the gradient of the output, {@code [batch * channels, 1, out...]}
     * @param outputDims the dimensions of the output in that form
     * @param size elements in a window
     */
    private record Patches(
            String of, String valid, String gradient, String outputDims, int size, String kernel, Window window) {

        static Patches of(GradientContext c) {
            if (c.node().longAttribute("ceil_mode", 0) != 0) {
                throw c.unsupported("ceil_mode is not supported");
            }
            GraphOps ops = c.ops();
            String x = c.node().input(0);
            Window window = Window.of(c, c.node().longsAttribute("kernel_shape"));
            int size = 1;
            for (long k : window.kernel) {
                size = Math.multiplyExact(size, Math.toIntExact(k));
            }
            String kernel = picker(ops, window.kernel, size);
            String channels = ops.reshape(x, byChannel(c.shape(x)));
            String ones = ops.add(ops.zerosLike(channels), ops.scalar(1));
            String outputDims = ops.longs(byChannel(c.shape(c.node().output())));
            return new Patches(
                    ops.node("Conv", List.of(channels, kernel), window.attributes()),
                    ops.node("Conv", List.of(ones, kernel), window.attributes()),
                    ops.node("Reshape", List.of(c.gradient(), outputDims)),
                    outputDims,
                    size,
                    kernel,
                    window);
        }

        /** The kernels {@code [window, 1, kernel...]}, of which number i is one at offset i. */
        private static String picker(GraphOps ops, long[] kernel, int size) {
            ByteBuffer data = ByteBuffer.allocateDirect(size * size * OnnxTypes.byteWidth(ops.floatType()))
                    .order(ByteOrder.nativeOrder());
            for (int i = 0; i < size; i++) {
                int index = i * size + i;
                if (ops.floatType() == OnnxTypes.DOUBLE) {
                    data.putDouble(index * Double.BYTES, 1);
                } else {
                    data.putFloat(index * Float.BYTES, 1);
                }
            }
            long[] dims = new long[kernel.length + 2];
            dims[0] = size;
            dims[1] = 1;
            System.arraycopy(kernel, 0, dims, 2, kernel.length);
            return ops.graph().constant("picker", new TensorData(ops.floatType(), dims, data));
        }

        private static long[] byChannel(long[] shape) {
            long[] dims = shape.clone();
            dims[0] = -1;
            dims[1] = 1;
            return dims;
        }

        String fold(GradientContext c, String elements) {
            String x = c.node().input(0);
            Map<String, Attribute> attributes = window.attributes();
            attributes.put(
                    "output_padding",
                    Attribute.ofLongs(window.rest(c.shape(x), c.shape(c.node().output()))));
            return c.ops().reshapeLike(c.ops().node("ConvTranspose", List.of(elements, kernel), attributes), x);
        }
    }
}
