package io.adapt4j.runtime.pytorch;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.engine.InputRule;
import io.adapt4j.runtime.pytorch.libtorch.ScriptModule;
import io.adapt4j.runtime.pytorch.script.ForwardArgument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a program's forward is given. TorchScript does not say which tensors it takes; they are known by the names that text models
 * have in common, or from what the caller says. Arguments with a default keep it unless the caller names them.
 *
 * @param rules one for each input
 * @param arguments the order of the call: names of inputs, and the place of the dictionary
 */
record ForwardInputs(List<InputRule> rules, List<String> arguments) {
    private static final Set<String> TOKENS =
            Set.of("input_ids", "attention_mask", "token_type_ids", "position_ids", "labels");

    private static final Set<String> TENSORS = Set.of("Tensor", "Optional[Tensor]");

    static ForwardInputs of(List<ForwardArgument> forward, Map<String, InputRule> given) {
        List<InputRule> rules = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (ForwardArgument argument : forward) {
            boolean dictionary = arguments.contains(ScriptModule.DICTIONARY);
            if (argument.optional() && !dictionary) {
                arguments.add(ScriptModule.DICTIONARY);
            }
            if (!argument.optional() || given.containsKey(argument.name())) {
                rules.add(rule(argument, given));
                arguments.add(argument.name());
            }
        }
        if (!arguments.contains(ScriptModule.DICTIONARY)) {
            arguments.add(ScriptModule.DICTIONARY);
        }
        requireKnown(forward, given);
        requireNoGap(forward, arguments);
        return new ForwardInputs(List.copyOf(rules), List.copyOf(arguments));
    }

    private static InputRule rule(ForwardArgument argument, Map<String, InputRule> given) {
        if (!TENSORS.contains(argument.type())) {
            throw new UnsupportedFeatureException("The model's forward takes a " + argument.type() + " as \""
                    + argument.name() + "\"; tensors, and other arguments with a default, are understood");
        }
        InputRule rule = given.get(argument.name());
        if (rule != null) {
            return rule;
        }
        if (!TOKENS.contains(argument.name())) {
            throw new UnsupportedFeatureException("TorchScript does not say what tensor the input \"" + argument.name()
                    + "\" is; say it with ModelOptions.defaults().withProperty(\"inputs\", \"" + argument.name()
                    + ":FLOAT32[batch,24]\"), with its element type and dimensions, numbers where they are fixed");
        }
        return new InputRule(argument.name(), DataType.INT64, List.of("batch", "sequence"), List.of(), 0);
    }

    private static void requireKnown(List<ForwardArgument> forward, Map<String, InputRule> given) {
        Set<String> unknown = new HashSet<>(given.keySet());
        forward.forEach(argument -> unknown.remove(argument.name()));
        if (!unknown.isEmpty()) {
            throw new UnsupportedFeatureException("The property inputs names " + unknown
                    + ", but the model's forward takes "
                    + forward.stream().map(ForwardArgument::name).toList());
        }
    }

    /** Arguments are given by their place. */
    private static void requireNoGap(List<ForwardArgument> forward, List<String> arguments) {
        Stream<String> missing = forward.stream().map(ForwardArgument::name).dropWhile(arguments::contains);
        List<String> rest = missing.toList();
        if (rest.stream().anyMatch(arguments::contains)) {
            throw new UnsupportedFeatureException("The property inputs leaves out \"" + rest.get(0)
                    + "\" but has an argument after it; name both or neither");
        }
    }
}
