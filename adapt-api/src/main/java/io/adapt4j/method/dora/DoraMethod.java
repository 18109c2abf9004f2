package io.adapt4j.method.dora;

import com.google.gson.JsonObject;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.DeltaShapes;
import io.adapt4j.method.Factors;
import io.adapt4j.method.Method;
import io.adapt4j.method.PeftFields;
import io.adapt4j.method.lora.LoraMethod;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** DoRA: LoRA's parameters and {@code lora_magnitude_vector [out]}. */
public final class DoraMethod implements Method<Dora> {
    public static final String MAGNITUDE = "lora_magnitude_vector";

    private final LoraMethod lora = new LoraMethod();

    @Override
    public Class<Dora> configType() {
        return Dora.class;
    }

    @Override
    public boolean describes(PeftFields fields) {
        return fields.string("peft_type").equals("LORA") && fields.says("use_dora");
    }

    @Override
    public Dora read(PeftFields fields) {
        return new Dora(lora.read(fields));
    }

    @Override
    public void write(Dora config, JsonObject json) {
        lora.write(config.lora(), json);
        json.addProperty("use_dora", true);
    }

    @Override
    public String suffix(String parameter) {
        return parameter.equals(MAGNITUDE) ? "" : lora.suffix(parameter);
    }

    @Override
    public void check(Dora config, ModuleDelta delta, @Nullable TargetModule module) {
        LoraMethod.shapes(config.lora(), delta, module)
                .require(MAGNITUDE, DeltaShapes.OUT)
                .requireNoOther();
    }

    @Override
    public Factors factors(Dora config, ModuleDelta delta, TargetModule module, Supplier<float[]> weight) {
        Factors plain = lora.factors(config.lora(), delta, module, weight);
        float[] magnitude = delta.parameter(MAGNITUDE).toFloatArray();
        float[] w = weight.get();
        int in = module.inFeatures();
        int out = module.outFeatures();
        float[] gain = new float[out];
        float[] b = plain.b().clone();
        double[] column = new double[in];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                column[i] = w[o * in + i];
            }
            for (int r = 0; r < plain.rank(); r++) {
                double factor = plain.b()[r * out + o];
                for (int i = 0; i < in; i++) {
                    column[i] += factor * plain.a()[r * in + i];
                }
            }
            double square = 0;
            for (double x : column) {
                square += x * x;
            }
            if (square == 0) {
                throw new InvalidAdapterException("Column " + o + " of the adapted weight of " + delta.module()
                        + " is zero, so that DoRA cannot give it a length");
            }
            double scale = magnitude[o] / Math.sqrt(square);
            gain[o] = (float) scale;
            for (int r = 0; r < plain.rank(); r++) {
                b[r * out + o] = (float) (scale * plain.b()[r * out + o]);
            }
        }
        return new Factors(plain.rank(), plain.a(), b, null, gain, null);
    }
}
