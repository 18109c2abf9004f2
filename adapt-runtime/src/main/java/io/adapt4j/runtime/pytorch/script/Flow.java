package io.adapt4j.runtime.pytorch.script;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What happens to modules and parameters inside one function, in the order of its source. */
final class Flow {
    private final FunctionDef function;
    private final Optional<ClassDef> owner;
    private final List<Event> events = new ArrayList<>();
    private final Set<Read> reads = new LinkedHashSet<>();
    private final Set<String> unresolvedCalls = new LinkedHashSet<>();
    private final Set<FunctionDef> mentioned = new LinkedHashSet<>();
    private Value result = Value.Plain.UNKNOWN;

    Flow(FunctionDef function, Optional<ClassDef> owner) {
        this.function = function;
        this.owner = owner;
    }

    sealed interface Event {}

    /** A product with a weight. */
    record Multiply(Site site) implements Event {}

    /** A bias that is added to a product, by {@code add} or, in place, by {@code add_}. */
    record Add(Expr.Call call, String operator, Site site, Value.Weights bias) implements Event {}

    /** Parameters that go into something that is no product as the library knows it. */
    record Use(Value.Weights weights) implements Event {}

    /**
     * A call of a function or method of the archive.
     *
     * @param receiver the path from self of the module whose method it is; empty for a free function
     * @param arguments what is passed for each of the callee's parameters; nothing for what is not passed
     */
    record Call(Expr.Call call, FunctionDef callee, Optional<List<String>> receiver, Map<Integer, Value> arguments)
            implements Event {}

    /** A question whether PyTorch's fused kernels may be used. */
    record AskFastPath(Expr.Call call) implements Event {}

    FunctionDef function() {
        return function;
    }

    /** The class whose method it is. */
    Optional<ClassDef> owner() {
        return owner;
    }

    List<Event> events() {
        return events;
    }

    /** The places where it reads tensors of modules. */
    Set<Read> reads() {
        return reads;
    }

    /** Names of methods that are called on something whose class is not known here. */
    Set<String> unresolvedCalls() {
        return unresolvedCalls;
    }

    /** Functions that are named elsewhere than in a call. */
    Set<FunctionDef> mentioned() {
        return mentioned;
    }

    /** What it returns. */
    Value result() {
        return result;
    }

    void result(Value value) {
        result = value;
    }
}
