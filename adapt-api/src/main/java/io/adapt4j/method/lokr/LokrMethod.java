package io.adapt4j.method.lokr;

import com.google.gson.JsonObject;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.method.DeltaShapes;
import io.adapt4j.method.Factors;
import io.adapt4j.method.Matrices;
import io.adapt4j.method.Method;
import io.adapt4j.method.PeftFields;
import io.adapt4j.method.Ranks;
import io.adapt4j.tensor.Tensor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * LoKr with parameters {@code lokr_w1 [out1, in1]}, or {@code lokr_w1_a [out1, rank]} and {@code lokr_w1_b [rank, in1]}, and the
 * same for w2, where {@code out = out1 out2} and {@code in = in1 in2}.
 */
public final class LokrMethod implements Method<Lokr> {
    public static final String W1 = "lokr_w1";
    public static final String W2 = "lokr_w2";

    @Override
    public Class<Lokr> configType() {
        return Lokr.class;
    }

    @Override
    public boolean describes(PeftFields fields) {
        return fields.string("peft_type").equals("LOKR");
    }

    @Override
    public Lokr read(PeftFields fields) {
        return new Lokr(
                Ranks.read(fields, "alpha"),
                fields.bool("decompose_both"),
                (int) fields.number("decompose_factor", -1),
                fields.targets());
    }

    @Override
    public void write(Lokr config, JsonObject json) {
        config.ranks().write(json, "alpha");
        json.addProperty("rank_dropout", 0.0);
        json.addProperty("module_dropout", 0.0);
        json.addProperty("use_effective_conv2d", false);
        json.addProperty("decompose_both", config.decomposeBoth());
        json.addProperty("decompose_factor", config.decomposeFactor());
        json.addProperty("rank_dropout_scale", false);
        json.addProperty("init_weights", true);
    }

    @Override
    public void check(Lokr config, ModuleDelta delta, @Nullable TargetModule module) {
        DeltaShapes shapes =
                new DeltaShapes(delta, module).bind("rank", config.ranks().rankOf(delta.module()));
        require(shapes, delta, W1, "out1", "in1");
        require(shapes, delta, W2, "out2", "in2");
        shapes.requireNoOther();
        shapes.requireProduct(DeltaShapes.OUT, "out1", "out2");
        shapes.requireProduct(DeltaShapes.IN, "in1", "in2");
    }

    private static void require(DeltaShapes shapes, ModuleDelta delta, String name, String out, String in) {
        if (delta.parameters().containsKey(name)) {
            shapes.require(name, out, in);
        } else {
            shapes.require(name + "_a", out, "rank").require(name + "_b", "rank", in);
        }
    }

    /** A matrix as a product {@code left [rows, inner] right [inner, columns]}. */
    private record Product(float[] left, float[] right, int rows, int inner, int columns) {

        static Product of(ModuleDelta delta, String name) {
            Tensor whole = delta.parameters().get(name);
            if (whole == null) {
                Tensor a = delta.parameter(name + "_a");
                Tensor b = delta.parameter(name + "_b");
                int rank = (int) a.dimension(1);
                return rank <= Math.min(a.dimension(0), b.dimension(1))
                        ? new Product(
                                a.toFloatArray(), b.toFloatArray(), (int) a.dimension(0), rank, (int) b.dimension(1))
                        : of(Tensor.of(Matrices.product(a, b, 1), a.dimension(0), b.dimension(1)));
            }
            return of(whole);
        }

        /** The identity stands in on the shorter side. */
        private static Product of(Tensor whole) {
            int rows = (int) whole.dimension(0);
            int columns = (int) whole.dimension(1);
            int inner = Math.min(rows, columns);
            float[] identity = new float[inner * inner];
            for (int i = 0; i < inner; i++) {
                identity[i * inner + i] = 1;
            }
            float[] values = whole.toFloatArray();
            return rows <= columns
                    ? new Product(identity, values, rows, inner, columns)
                    : new Product(values, identity, rows, inner, columns);
        }
    }

    /** {@code (P Q) (x) (R S) = (P (x) R) (Q (x) S)}. */
    @Override
    public Factors factors(Lokr config, ModuleDelta delta, TargetModule module, Supplier<float[]> weight) {
        Product first = Product.of(delta, W1);
        Product second = Product.of(delta, W2);
        int rank = Math.multiplyExact(first.inner, second.inner);
        int in = module.inFeatures();
        int out = module.outFeatures();
        double scaling = config.ranks().scalingOf(delta.module());
        float[] a = new float[Math.multiplyExact(rank, in)];
        float[] b = new float[Math.multiplyExact(rank, out)];
        for (int p = 0; p < first.inner; p++) {
            for (int q = 0; q < second.inner; q++) {
                int row = p * second.inner + q;
                for (int i = 0; i < in; i++) {
                    a[row * in + i] = first.right[p * first.columns + i / second.columns]
                            * second.right[q * second.columns + i % second.columns];
                }
                for (int o = 0; o < out; o++) {
                    b[row * out + o] = (float) (scaling
                            * first.left[o / second.rows * first.inner + p]
                            * second.left[o % second.rows * second.inner + q]);
                }
            }
        }
        return Factors.lowRank(rank, a, b);
    }
}
