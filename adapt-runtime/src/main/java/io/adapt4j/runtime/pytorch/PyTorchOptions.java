package io.adapt4j.runtime.pytorch;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.adapt4j.ModelOptions;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.engine.InputRule;
import io.adapt4j.runtime.pytorch.libtorch.ScriptModule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the PyTorch engine understands of {@link ModelOptions}.
 *
 * @param threads threads that one call may use, of any model in the process; 0 leaves the choice to PyTorch
 * @param device where the model runs
 * @param inputs what the program is given, by the name of the argument, as far as the property {@code inputs} says so:
 *     {@code input_ids:INT64[batch,sequence];x:FLOAT32[batch,24]}
 */
record PyTorchOptions(int threads, Device device, Map<String, InputRule> inputs) {
    private static final Pattern INPUT = Pattern.compile("(\\w+)\\s*:\\s*(\\w+)\\s*\\[([\\w\\s,]*)]");

    static PyTorchOptions of(ModelOptions options) {
        for (String name : options.properties().keySet()) {
            if (!name.equals("inputs")) {
                throw new UnsupportedFeatureException(
                        "The PyTorch engine knows no property \"" + name + "\"; it knows inputs");
            }
        }
        String text = options.properties().getOrDefault("inputs", "");
        return new PyTorchOptions(options.threads(), options.device(), inputs(text));
    }

    private static Map<String, InputRule> inputs(String text) {
        Map<String, InputRule> inputs = new LinkedHashMap<>();
        for (String part : text.split(";", -1)) {
            if (!part.isBlank()) {
                InputRule rule = input(part.strip());
                inputs.put(rule.name(), rule);
            }
        }
        return inputs;
    }

    private static InputRule input(String text) {
        Matcher matcher = INPUT.matcher(text);
        List<DataType> types = ScriptModule.INPUT_TYPES;
        if (!matcher.matches() || types.stream().noneMatch(type -> type.name().equals(matcher.group(2)))) {
            throw new UnsupportedFeatureException("The property inputs is like"
                    + " \"input_ids:INT64[batch,sequence];x:FLOAT32[batch,24]\" with types of " + types + ", but has \""
                    + text + "\"");
        }
        List<String> dims = Arrays.stream(matcher.group(3).split(",", -1))
                .map(String::strip)
                .toList();
        return new InputRule(matcher.group(1), DataType.valueOf(matcher.group(2)), dims, List.of(), 0);
    }
}
