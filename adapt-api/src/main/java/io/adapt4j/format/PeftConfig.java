package io.adapt4j.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.Lora;
import io.adapt4j.method.Targets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * PEFT's {@code adapter_config.json} for LoRA.
 *
 * <p>Fields fall into three kinds. Those read here decide the results. Those in {@link #REFUSED} would change the results
 * in a way that is not supported; they must be absent, null, false or empty. All others do not change what loaded weights
 * compute (how training initialised them, which modules it chose, names, versions), or are unknown to PEFT, and are
 * passed over.
 */
final class PeftConfig {
    static final String FILE = "adapter_config.json";

    private static final Set<String> REFUSED = Set.of(
            "use_dora",
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

    private PeftConfig() {}

    /** The method that a configuration describes. */
    static Lora read(JsonObject config) {
        String type = Json.string(config, "peft_type", FILE);
        if (!type.equals("LORA")) {
            throw new UnsupportedFeatureException("The adapter's peft_type is \"" + type + "\"; supported is LORA");
        }
        for (Map.Entry<String, JsonElement> field : config.entrySet()) {
            if (REFUSED.contains(field.getKey()) && says(field.getValue())) {
                throw refused(field.getKey(), field.getValue());
            }
        }
        JsonElement bias = config.get("bias");
        if (bias != null && !bias.isJsonNull() && !bias.getAsString().equals("none")) {
            throw refused("bias", bias);
        }
        JsonElement init = config.get("init_lora_weights");
        if (init != null && init.isJsonPrimitive() && init.getAsJsonPrimitive().isString()) {
            String name = init.getAsString();
            if (CHANGING_THE_BASE.stream().anyMatch(name::startsWith)) {
                throw refused("init_lora_weights", init);
            }
        }
        Map<String, Integer> ranks = new TreeMap<>();
        object(config, "rank_pattern")
                .keySet()
                .forEach(key -> ranks.put(key, Json.integer(object(config, "rank_pattern"), key, FILE)));
        Map<String, Double> alphas = new TreeMap<>();
        object(config, "alpha_pattern")
                .keySet()
                .forEach(key -> alphas.put(key, Json.number(object(config, "alpha_pattern"), key, FILE)));
        return new Lora(
                Json.integer(config, "r", FILE),
                Json.number(config, "lora_alpha", FILE),
                config.has("lora_dropout") ? Json.number(config, "lora_dropout", FILE) : 0,
                Json.bool(config, "use_rslora", false, FILE),
                new Targets(targets(config)),
                ranks,
                alphas);
    }

    private static boolean says(JsonElement value) {
        if (value.isJsonNull()) {
            return false;
        }
        if (value.isJsonArray()) {
            return !value.getAsJsonArray().isEmpty();
        }
        if (value.isJsonObject()) {
            return !value.getAsJsonObject().isEmpty();
        }
        return !value.getAsJsonPrimitive().isBoolean() || value.getAsBoolean();
    }

    private static UnsupportedFeatureException refused(String field, JsonElement value) {
        return new UnsupportedFeatureException("The field \"" + field + "\" of " + FILE + " is " + value
                + ", which changes what the adapter computes and is not supported");
    }

    private static JsonObject object(JsonObject config, String field) {
        JsonElement element = config.get(field);
        if (element == null || element.isJsonNull()) {
            return new JsonObject();
        }
        if (!element.isJsonObject()) {
            throw Json.wrong(FILE, field, "an object", element);
        }
        return element.getAsJsonObject();
    }

    private static List<String> targets(JsonObject config) {
        JsonElement element = config.get("target_modules");
        return element != null && element.isJsonPrimitive()
                ? List.of(Json.string(config, "target_modules", FILE))
                : Json.strings(config, "target_modules", FILE);
    }

    /** Names of the modules that were trained whole and saved with the adapter. */
    static List<String> modulesToSave(JsonObject config) {
        JsonElement element = config.get("modules_to_save");
        return element == null || element.isJsonNull() ? List.of() : Json.strings(config, "modules_to_save", FILE);
    }

    /**
     * The configuration of a method.
     *
     * @param modules paths of the adapted modules
     * @param headName name of the head's module, empty for an adapter without
     */
    static JsonObject write(Lora lora, Collection<String> modules, String headName) {
        JsonObject config = new JsonObject();
        config.addProperty("peft_type", lora.peftType());
        config.addProperty("task_type", headName.isEmpty() ? "FEATURE_EXTRACTION" : "SEQ_CLS");
        config.addProperty("base_model_name_or_path", "");
        config.addProperty("inference_mode", true);
        config.addProperty("r", lora.rank());
        config.addProperty("lora_alpha", lora.alpha());
        config.addProperty("lora_dropout", lora.dropout());
        config.addProperty("use_rslora", lora.rsLora());
        config.addProperty("use_dora", false);
        config.addProperty("bias", "none");
        config.addProperty("fan_in_fan_out", false);
        config.addProperty("init_lora_weights", true);
        config.add("target_modules", targetModules(lora, modules));
        JsonObject ranks = new JsonObject();
        lora.rankPattern().forEach(ranks::addProperty);
        config.add("rank_pattern", ranks);
        JsonObject alphas = new JsonObject();
        lora.alphaPattern().forEach(alphas::addProperty);
        config.add("alpha_pattern", alphas);
        JsonArray saved = new JsonArray();
        if (!headName.isEmpty()) {
            saved.add(headName);
        }
        config.add("modules_to_save", headName.isEmpty() ? com.google.gson.JsonNull.INSTANCE : saved);
        return config;
    }

    /**
     * Targets as PEFT understands them: the expressions where they are names that cover the modules, else the modules'
     * paths. Roles are this library's; they are kept in the manifest.
     */
    private static JsonArray targetModules(Lora lora, Collection<String> modules) {
        List<String> names = lora.targets().expressions();
        boolean covered = modules.stream().allMatch(module -> names.stream()
                .anyMatch(name -> module.equals(name) || module.endsWith("." + name)));
        JsonArray array = new JsonArray();
        (covered ? names : new TreeSet<>(modules)).forEach(array::add);
        return array;
    }

    /** Throws when a delta's rank is not the configured one. */
    static void requireRank(Lora lora, String module, long rank) {
        if (rank != lora.rankOf(module)) {
            throw new InvalidAdapterException(
                    "The delta of " + module + " has rank " + rank + ", but " + FILE + " says " + lora.rankOf(module));
        }
    }
}
