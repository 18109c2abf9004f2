package io.adapt4j.method.lora;

import com.google.gson.JsonObject;
import io.adapt4j.ModuleDelta;
import io.adapt4j.TargetModule;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.method.DeltaShapes;
import io.adapt4j.method.Factors;
import io.adapt4j.method.Matrices;
import io.adapt4j.method.Method;
import io.adapt4j.method.PeftFields;
import io.adapt4j.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** LoRA with parameters {@code lora_A [rank, in]} and {@code lora_B [out, rank]}. */
public final class LoraMethod implements Method<Lora> {
    public static final String A = "lora_A";
    public static final String B = "lora_B";

    private static final Set<String> REFUSED = Set.of(
            "lora_bias",
            "use_qalora",
            "alora_invocation_tokens",
            "trainable_token_indices",
            "target_parameters",
            "layer_replication",
            "megatron_config",
            "arrow_config",
            "use_bdlora",
            "kasa_config",
            "monteclora_config",
            "velora_config",
            "tinylora_config");

    /** Initialisations that also change the base's weights, so that the adapter alone does not say what it computes. */
    private static final List<String> CHANGING_THE_BASE = List.of("pissa", "olora", "loftq", "corda", "lora_ga");

    @Override
    public Class<Lora> configType() {
        return Lora.class;
    }

    @Override
    public boolean describes(PeftFields fields) {
        return fields.string("peft_type").equals("LORA") && !fields.says("use_dora");
    }

    @Override
    public Lora read(PeftFields fields) {
        fields.refuse(REFUSED);
        fields.refuseUnless("bias", "none");
        String initialization = fields.stringOrEmpty("init_lora_weights");
        if (CHANGING_THE_BASE.stream().anyMatch(initialization::startsWith)) {
            throw fields.refused("init_lora_weights");
        }
        return new Lora(
                fields.integer("r"),
                fields.number("lora_alpha"),
                fields.number("lora_dropout", 0),
                fields.bool("use_rslora"),
                fields.targets(),
                fields.integers("rank_pattern"),
                fields.numbers("alpha_pattern"),
                LoraInitialization.of(initialization).orElse(LoraInitialization.KAIMING));
    }

    @Override
    public void write(Lora lora, JsonObject json) {
        json.addProperty("r", lora.rank());
        json.addProperty("lora_alpha", lora.alpha());
        json.addProperty("lora_dropout", lora.dropout());
        json.addProperty("use_rslora", lora.rsLora());
        json.addProperty("use_dora", false);
        json.addProperty("bias", "none");
        json.addProperty("fan_in_fan_out", false);
        requirePlain(lora);
        if (lora.initialization() == LoraInitialization.KAIMING) {
            json.addProperty("init_lora_weights", true);
        } else {
            json.addProperty("init_lora_weights", lora.initialization().peftName());
        }
        json.add("rank_pattern", PeftFields.object(lora.rankPattern()));
        json.add("alpha_pattern", PeftFields.object(lora.alphaPattern()));
    }

    @Override
    public String suffix(String parameter) {
        return ".weight";
    }

    @Override
    public void check(Lora lora, ModuleDelta delta, @Nullable TargetModule module) {
        shapes(lora, delta, module).requireNoOther();
    }

    /** A reader of PEFT's would change its base for these, but adapters of this library leave theirs alone. */
    private static void requirePlain(Lora lora) {
        if (lora.initialization().fromWeight()) {
            throw new InvalidAdapterException("An adapter's configuration says initialization " + lora.initialization()
                    + ", which is only one for training; what was trained from it is LoRA of twice the rank, "
                    + lora.ofTwiceTheRank());
        }
    }

    /** The shapes of A and B, which have been checked. */
    public static DeltaShapes shapes(Lora lora, ModuleDelta delta, @Nullable TargetModule module) {
        requirePlain(lora);
        return new DeltaShapes(delta, module)
                .bind("rank", lora.rankOf(delta.module()))
                .require(A, "rank", DeltaShapes.IN)
                .require(B, DeltaShapes.OUT, "rank");
    }

    @Override
    public Factors factors(Lora lora, ModuleDelta delta, TargetModule module, Supplier<float[]> weight) {
        Tensor b = delta.parameter(B);
        float[] scaled = Matrices.transposed(b.toFloatArray(), (int) b.dimension(0), lora.scalingOf(delta.module()));
        return Factors.lowRank((int) b.dimension(1), delta.parameter(A).toFloatArray(), scaled);
    }
}
