package io.adapt4j.method.ia3;

import com.google.gson.JsonObject;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.method.DeltaShapes;
import io.adapt4j.method.Factors;
import io.adapt4j.method.Method;
import io.adapt4j.method.PeftFields;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** (IA)3 with the parameter {@code ia3_l}: {@code [out, 1]}, or {@code [1, in]} for feed-forward modules. */
public final class Ia3Method implements Method<Ia3> {
    public static final String L = "ia3_l";

    @Override
    public Class<Ia3> configType() {
        return Ia3.class;
    }

    @Override
    public boolean describes(PeftFields fields) {
        return fields.string("peft_type").equals("IA3");
    }

    @Override
    public Ia3 read(PeftFields fields) {
        return new Ia3(fields.targets(), fields.strings("feedforward_modules"));
    }

    @Override
    public void write(Ia3 config, JsonObject json) {
        json.add("feedforward_modules", PeftFields.array(config.feedforward()));
        json.addProperty("fan_in_fan_out", false);
        json.addProperty("init_ia3_weights", true);
    }

    @Override
    public void check(Ia3 config, ModuleDelta delta, @Nullable TargetModule module) {
        DeltaShapes shapes = new DeltaShapes(delta, module);
        if (config.isFeedforward(delta.module())) {
            shapes.require(L, "1", DeltaShapes.IN);
        } else {
            shapes.require(L, DeltaShapes.OUT, "1");
        }
        shapes.requireNoOther();
    }

    @Override
    public Factors factors(Ia3 config, ModuleDelta delta, TargetModule module, Supplier<float[]> weight) {
        float[] l = delta.parameter(L).toFloatArray();
        return config.isFeedforward(delta.module()) ? Factors.gains(l, null, null) : Factors.gains(null, l, l);
    }
}
