package io.adapt4j.method.loha;

import com.google.gson.JsonObject;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.method.DeltaShapes;
import io.adapt4j.method.Factors;
import io.adapt4j.method.Method;
import io.adapt4j.method.PeftFields;
import io.adapt4j.method.Ranks;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** LoHa with parameters {@code hada_w1_a, hada_w2_a [out, rank]} and {@code hada_w1_b, hada_w2_b [rank, in]}. */
public final class LohaMethod implements Method<Loha> {
    public static final String W1_A = "hada_w1_a";
    public static final String W1_B = "hada_w1_b";
    public static final String W2_A = "hada_w2_a";
    public static final String W2_B = "hada_w2_b";

    /** ABBA's variant with two ranks, and the product that goes with it. */
    private static final Set<String> REFUSED = Set.of("r2");

    @Override
    public Class<Loha> configType() {
        return Loha.class;
    }

    @Override
    public boolean describes(PeftFields fields) {
        return fields.string("peft_type").equals("LOHA");
    }

    @Override
    public Loha read(PeftFields fields) {
        fields.refuse(REFUSED);
        if (fields.stringOrEmpty("init_weights").equals("abba")) {
            throw fields.refused("init_weights");
        }
        return new Loha(Ranks.read(fields, "alpha"), fields.targets());
    }

    @Override
    public void write(Loha config, JsonObject json) {
        config.ranks().write(json, "alpha");
        json.addProperty("rank_dropout", 0.0);
        json.addProperty("module_dropout", 0.0);
        json.addProperty("use_effective_conv2d", false);
        json.addProperty("init_weights", true);
    }

    @Override
    public void check(Loha config, ModuleDelta delta, @Nullable TargetModule module) {
        new DeltaShapes(delta, module)
                .bind("rank", config.ranks().rankOf(delta.module()))
                .require(W1_A, DeltaShapes.OUT, "rank")
                .require(W1_B, "rank", DeltaShapes.IN)
                .require(W2_A, DeltaShapes.OUT, "rank")
                .require(W2_B, "rank", DeltaShapes.IN)
                .requireNoOther();
    }

    /**
     * An elementwise product of matrices of rank r is a matrix of rank r squared: its factors are the products of all pairs
     * of the factors' columns and rows.
     */
    @Override
    public Factors factors(Loha config, ModuleDelta delta, TargetModule module, Supplier<float[]> weight) {
        int rank = config.ranks().rankOf(delta.module());
        int pairs = Math.multiplyExact(rank, rank);
        int in = module.inFeatures();
        int out = module.outFeatures();
        double scaling = config.ranks().scalingOf(delta.module());
        float[] w1a = delta.parameter(W1_A).toFloatArray();
        float[] w1b = delta.parameter(W1_B).toFloatArray();
        float[] w2a = delta.parameter(W2_A).toFloatArray();
        float[] w2b = delta.parameter(W2_B).toFloatArray();
        float[] a = new float[Math.multiplyExact(pairs, in)];
        float[] b = new float[Math.multiplyExact(pairs, out)];
        for (int p = 0; p < rank; p++) {
            for (int q = 0; q < rank; q++) {
                int row = p * rank + q;
                for (int i = 0; i < in; i++) {
                    a[row * in + i] = w1b[p * in + i] * w2b[q * in + i];
                }
                for (int o = 0; o < out; o++) {
                    b[row * out + o] = (float) (scaling * w1a[o * rank + p] * w2a[o * rank + q]);
                }
            }
        }
        return Factors.lowRank(pairs, a, b);
    }
}
