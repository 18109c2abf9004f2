package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.runtime.pytorch.script.Value.Items;
import io.adapt4j.runtime.pytorch.script.Value.Plain;
import io.adapt4j.runtime.pytorch.script.Value.Weight;
import io.adapt4j.runtime.pytorch.script.Value.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows modules and parameters into and out of the calls of one function. */
final class CallAnalyzer {
    private final FlowAnalysis analysis;
    private final Flow flow;
    private final FunctionAnalyzer function;
    private final OperatorAnalyzer operators;

    CallAnalyzer(FlowAnalysis analysis, Flow flow, FunctionAnalyzer function) {
        this.analysis = analysis;
        this.flow = flow;
        this.function = function;
        this.operators = new OperatorAnalyzer(function);
    }

    /** What a call gives. */
    Value value(Expr.Call call) {
        Optional<String> global = function.globalName(call.callee());
        if (global.isPresent()) {
            return global(global.get(), call);
        }
        if (call.callee().bare() instanceof Expr.Attribute attribute) {
            Value base = function.value(attribute.base());
            if (base instanceof Value.Module module) {
                Optional<FunctionDef> method = module.type().method(attribute.name());
                if (method.isPresent()) {
                    return call(call, method.get(), Optional.of(module.path()));
                }
            }
            flow.unresolvedCalls().add(attribute.name());
            function.use(base);
        } else if (function.value(call.callee()) instanceof Value.Function callee) {
            return call(call, callee.function(), Optional.empty());
        }
        arguments(call).forEach(function::use);
        return Plain.UNKNOWN;
    }

    private Value global(String name, Expr.Call call) {
        Optional<FunctionDef> callee = analysis.sources().function(name);
        if (callee.isPresent()) {
            return call(call, callee.get(), Optional.empty());
        }
        switch (name) {
            case "getattr" -> {
                return member(call);
            }
            case "annotate", "unchecked_cast" -> {
                return call.arguments().size() == 2
                        ? function.value(call.arguments().get(1).value())
                        : Plain.UNKNOWN;
            }
            case "uninitialized" -> {
                return Plain.CONSTANT;
            }
            default -> {}
        }
        List<Value> arguments = arguments(call);
        if (analysis.sources().type(name).filter(ClassDef::isNamedTuple).isPresent()) {
            return Items.of(arguments);
        }
        return operators.value(name, call, arguments);
    }

    /** {@code getattr(module, "name")}. */
    private Value member(Expr.Call call) {
        List<Value> arguments = arguments(call);
        if (arguments.size() == 2
                && arguments.get(0) instanceof Value.Module module
                && call.arguments().get(1).value() instanceof Expr.Text name) {
            return function.member(module, Strings.decode(name.literal()), call);
        }
        arguments.forEach(function::use);
        return Plain.UNKNOWN;
    }

    private List<Value> arguments(Expr.Call call) {
        List<Value> values = new ArrayList<>();
        call.arguments().forEach(argument -> values.add(function.value(argument.value())));
        return values;
    }

    private Value call(Expr.Call call, FunctionDef callee, Optional<List<String>> receiver) {
        Map<Integer, Value> bound = new LinkedHashMap<>();
        int position = receiver.isPresent() ? 1 : 0;
        for (Expr.Argument argument : call.arguments()) {
            Value value = function.value(argument.value());
            int index = argument.keyword().isPresent()
                    ? index(callee, argument.keyword().get())
                    : position++;
            if (index < 0 || index >= callee.parameters().size()) {
                function.use(value);
            } else {
                bound.put(index, receiver.map(path -> tied(value, path)).orElse(value));
            }
        }
        function.record(new Flow.Call(call, callee, receiver, bound));
        if (analysis.sources().qualifiedName(callee).equals(Operators.FAST_PATH)) {
            function.record(new Flow.AskFastPath(call));
            operators.fusedLayersAreOptional();
        }
        Value result = analysis.of(callee).result();
        return translate(result, receiver.orElse(List.of()), bound);
    }

    private static int index(FunctionDef callee, String keyword) {
        for (int i = 0; i < callee.parameters().size(); i++) {
            if (callee.parameters().get(i).name().equals(keyword)) {
                return i;
            }
        }
        return -1;
    }

    /** A tensor that is passed to a module that has it too, under a name of its own, becomes that module's. */
    private Value tied(Value value, List<String> receiver) {
        Optional<ClassDef> caller = flow.owner();
        if (!(value instanceof Weights weights) || caller.isEmpty()) {
            return value;
        }
        Value result = Plain.CONSTANT;
        for (Map.Entry<Weight, Set<Read>> entry : weights.reads().entrySet()) {
            Weight weight = tied(entry.getKey(), caller.get(), receiver);
            if (!weight.equals(entry.getKey())) {
                entry.getValue().forEach(read -> analysis.rename(read, (Value.Attribute) weight.origin()));
            }
            result = Values.join(result, Weights.of(weight, entry.getValue()));
        }
        return result;
    }

    private Weight tied(Weight weight, ClassDef caller, List<String> receiver) {
        if (!(weight.origin() instanceof Value.Attribute origin)
                || origin.path().equals(receiver)) {
            return weight;
        }
        return analysis.tree()
                .tied(caller, origin.path(), origin.name(), receiver)
                .map(name -> new Weight(
                        new Value.Attribute(receiver, name, origin.list()), weight.transposed(), weight.derived()))
                .orElse(weight);
    }

    /** A callee's result as the caller sees it. */
    private static Value translate(Value result, List<String> receiver, Map<Integer, Value> arguments) {
        if (result instanceof Items items) {
            return Items.of(items.values().stream()
                    .map(item -> translate(item, receiver, arguments))
                    .toList());
        }
        if (result instanceof Value.Module module) {
            return new Value.Module(joined(receiver, module.path()), module.type());
        }
        if (!(result instanceof Weights weights)) {
            return result instanceof Value.Product ? Plain.UNKNOWN : result;
        }
        Value translated = Plain.CONSTANT;
        for (Map.Entry<Weight, Set<Read>> entry : weights.reads().entrySet()) {
            translated = Values.join(translated, translate(entry.getKey(), entry.getValue(), receiver, arguments));
        }
        return translated;
    }

    private static Value translate(
            Weight weight, Set<Read> reads, List<String> receiver, Map<Integer, Value> arguments) {
        if (weight.origin() instanceof Value.Attribute origin) {
            Value.Attribute moved = new Value.Attribute(joined(receiver, origin.path()), origin.name(), origin.list());
            return Weights.of(new Weight(moved, weight.transposed(), weight.derived()), reads);
        }
        @Nullable Value passed = arguments.get(((Value.Argument) weight.origin()).index());
        if (!(passed instanceof Weights tensor)) {
            return passed == null ? Plain.CONSTANT : Plain.UNKNOWN;
        }
        return tensor.map(inner -> new Weight(
                inner.origin(), inner.transposed() != weight.transposed(), inner.derived() || weight.derived()));
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return List.copyOf(both);
    }
}
