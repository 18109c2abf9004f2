package io.adapt4j.format;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.adapt4j.method.Method;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.Methods;
import io.adapt4j.method.PeftFields;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * PEFT's {@code adapter_config.json}: what all methods have in common.
 *
 * <p>Fields fall into three kinds. Those that a {@link Method} reads decide the results. Those that it refuses would change
 * the results in a way that is not supported; they must be absent, null, false or empty. All others do not change what
 * loaded weights compute (how training initialised them, which modules it chose, names, versions), or are unknown to PEFT,
 * and are passed over.
 */
final class PeftConfig {
    static final String FILE = PeftFields.FILE;

    private PeftConfig() {}

    /** The method that a configuration describes. */
    static MethodConfig read(JsonObject config) {
        return Methods.read(new PeftFields(config));
    }

    /** Names of the modules that were trained whole and saved with the adapter. */
    static List<String> modulesToSave(JsonObject config) {
        return new PeftFields(config).strings("modules_to_save");
    }

    /**
     * The configuration of a method.
     *
     * @param modules paths of the adapted modules
     * @param headName name of the head's module, empty for an adapter without
     */
    static JsonObject write(MethodConfig method, Collection<String> modules, String headName) {
        JsonObject config = new JsonObject();
        config.addProperty("peft_type", method.peftType());
        config.addProperty("task_type", headName.isEmpty() ? "FEATURE_EXTRACTION" : "SEQ_CLS");
        config.addProperty("base_model_name_or_path", "");
        config.addProperty("inference_mode", true);
        config.add("target_modules", PeftFields.array(targetModules(method, modules)));
        Methods.of(method).write(method, config);
        config.add("modules_to_save", headName.isEmpty() ? JsonNull.INSTANCE : PeftFields.array(List.of(headName)));
        return config;
    }

    /**
     * Targets as PEFT understands them: the expressions where they are names that cover the modules, else the modules'
     * paths. Roles are this library's; they are kept in the manifest.
     */
    private static Collection<String> targetModules(MethodConfig method, Collection<String> modules) {
        List<String> names = method.targets().expressions();
        boolean covered = modules.stream().allMatch(module -> names.stream()
                .anyMatch(name -> module.equals(name) || module.endsWith("." + name)));
        return covered ? names : new TreeSet<>(modules);
    }
}
