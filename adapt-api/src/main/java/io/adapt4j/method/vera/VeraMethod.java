package io.adapt4j.method.vera;

import com.google.gson.JsonObject;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.method.DeltaShapes;
import io.adapt4j.method.Factors;
import io.adapt4j.method.Method;
import io.adapt4j.method.PeftFields;
import io.adapt4j.tensor.Tensor;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * VeRA with parameters {@code vera_lambda_b [out]} and {@code vera_lambda_d [rank]}, and {@code vera_A [rank, largest in]} and
 * {@code vera_B [largest out, rank]}, which all modules share.
 */
public final class VeraMethod implements Method<Vera> {
    public static final String A = "vera_A";
    public static final String B = "vera_B";
    public static final String LAMBDA_B = "vera_lambda_b";
    public static final String LAMBDA_D = "vera_lambda_d";

    @Override
    public Class<Vera> configType() {
        return Vera.class;
    }

    @Override
    public boolean describes(PeftFields fields) {
        return fields.string("peft_type").equals("VERA");
    }

    @Override
    public Vera read(PeftFields fields) {
        fields.refuseUnless("bias", "none");
        return new Vera(
                fields.integer("r"),
                fields.number("d_initial", 0.1),
                (long) fields.number("projection_prng_key", 0),
                fields.targets());
    }

    @Override
    public void write(Vera config, JsonObject json) {
        json.addProperty("r", config.rank());
        json.addProperty("d_initial", config.dInitial());
        json.addProperty("projection_prng_key", config.seed());
        json.addProperty("save_projection", true);
        json.addProperty("vera_dropout", 0.0);
        json.addProperty("fan_in_fan_out", false);
        json.addProperty("bias", "none");
        json.addProperty("init_weights", true);
    }

    @Override
    public Set<String> shared() {
        return Set.of(A, B);
    }

    @Override
    public void check(Vera config, ModuleDelta delta, @Nullable TargetModule module) {
        DeltaShapes shapes = new DeltaShapes(delta, module)
                .bind("rank", config.rank())
                .require(LAMBDA_B, DeltaShapes.OUT)
                .require(LAMBDA_D, "rank")
                .require(A, "rank", "largestIn")
                .require(B, "largestOut", "rank");
        shapes.requireNoOther();
        boolean covers = shapes.size("largestOut") >= shapes.size(DeltaShapes.OUT)
                && (module == null || shapes.size("largestIn") >= module.inFeatures());
        if (!covers) {
            throw new IncompatibleAdapterException("The shared matrices " + delta.parameter(A) + " and "
                    + delta.parameter(B) + " are smaller than the module " + delta.module() + " needs");
        }
    }

    @Override
    public Factors factors(Vera config, ModuleDelta delta, TargetModule module, Supplier<float[]> weight) {
        Tensor sharedA = delta.parameter(A);
        int widest = (int) sharedA.dimension(1);
        float[] valuesA = sharedA.toFloatArray();
        float[] valuesB = delta.parameter(B).toFloatArray();
        float[] lambdaB = delta.parameter(LAMBDA_B).toFloatArray();
        float[] lambdaD = delta.parameter(LAMBDA_D).toFloatArray();
        int rank = lambdaD.length;
        int in = module.inFeatures();
        int out = module.outFeatures();
        float[] a = new float[Math.multiplyExact(rank, in)];
        float[] b = new float[Math.multiplyExact(rank, out)];
        for (int r = 0; r < rank; r++) {
            for (int i = 0; i < in; i++) {
                a[r * in + i] = lambdaD[r] * valuesA[r * widest + i];
            }
            for (int o = 0; o < out; o++) {
                b[r * out + o] = lambdaB[o] * valuesB[o * rank + r];
            }
        }
        return Factors.lowRank(rank, a, b);
    }
}
