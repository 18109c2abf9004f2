package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.runtime.pytorch.script.Value.Items;
import io.adapt4j.runtime.pytorch.script.Value.Plain;
import io.adapt4j.runtime.pytorch.script.Value.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows modules and parameters through the statements of one function. The order of assignments is not looked at: a
 * variable stands for everything that is assigned to it anywhere, which TorchScript, which prints a name of its own for nearly
 * every value, makes precise enough.
 */
final class FunctionAnalyzer {
    private static final int MAX_ROUNDS = 16;

    private final FlowAnalysis analysis;
    private final Flow flow;
    private final CallAnalyzer calls;
    private final Map<String, Value> variables = new HashMap<>();
    private boolean changed;
    private boolean recording;
    private int nested;

    FunctionAnalyzer(FlowAnalysis analysis, Flow flow) {
        this.analysis = analysis;
        this.flow = flow;
        this.calls = new CallAnalyzer(analysis, flow, this);
    }

    void run() {
        List<FunctionDef.Parameter> parameters = flow.function().parameters();
        for (int i = 0; i < parameters.size(); i++) {
            boolean self = i == 0 && flow.owner().filter(ClassDef::isModule).isPresent();
            variables.put(
                    parameters.get(i).name(),
                    self ? new Value.Module(List.of(), flow.owner().get()) : argument(parameters.get(i), i));
        }
        int rounds = 0;
        do {
            changed = false;
            statements(flow.function().body());
        } while (changed && ++rounds < MAX_ROUNDS);
        recording = true;
        statements(flow.function().body());
    }

    private Value argument(FunctionDef.Parameter parameter, int index) {
        String type = parameter.type().map(this::text).orElse("Tensor");
        return type.equals("Tensor") || type.equals("Optional[Tensor]")
                ? Weights.of(new Value.Weight(new Value.Argument(index), false, false), Set.of())
                : Plain.UNKNOWN;
    }

    private void statements(List<Stmt> statements) {
        statements.forEach(this::statement);
    }

    private void statement(Stmt statement) {
        if (statement instanceof Stmt.Assign assign) {
            assign.value().ifPresent(value -> assign(assign.targets(), value(value)));
        } else if (statement instanceof Stmt.Evaluate evaluate) {
            value(evaluate.expr());
        } else if (statement instanceof Stmt.Return result) {
            result.value().ifPresent(value -> result(value(value)));
        } else if (statement instanceof Stmt.If branches) {
            value(branches.condition());
            statements(branches.then());
            statements(branches.otherwise());
        } else if (statement instanceof Stmt.Loop loop) {
            Value head = value(loop.head());
            loop.targets().forEach(target -> assign(target, part(head)));
            statements(loop.body());
        } else if (statement instanceof Stmt.With with) {
            with.items().forEach(this::value);
            statements(with.body());
        } else if (statement instanceof Stmt.Nested function) {
            nested++;
            statements(function.function().body());
            nested--;
        }
    }

    private void result(Value value) {
        if (nested > 0) {
            use(value);
        } else {
            Value before = flow.result();
            flow.result(before == Plain.UNKNOWN && !recording ? value : Values.join(before, value));
            changed |= !before.equals(flow.result());
        }
    }

    private void assign(List<Expr> targets, Value value) {
        if (targets.size() == 1) {
            assign(targets.get(0), value);
            return;
        }
        for (int i = 0; i < targets.size(); i++) {
            boolean known = value instanceof Items items && items.values().size() == targets.size();
            assign(targets.get(i), known ? ((Items) value).values().get(i) : part(value));
        }
    }

    private void assign(Expr target, Value value) {
        if (target.bare() instanceof Expr.Name name) {
            Value before = variables.get(name.id());
            Value after = before == null ? value : Values.join(before, value);
            changed |= !after.equals(before);
            variables.put(name.id(), after);
        } else {
            value(target);
            use(value);
        }
    }

    /** What is known of one of the tensors that a value holds. */
    private static Value part(Value value) {
        return Values.weights(value).<Value>map(Values::derived).orElse(Plain.UNKNOWN);
    }

    Value value(Expr expr) {
        if (expr instanceof Expr.Parens parens) {
            return value(parens.inner());
        } else if (expr instanceof Expr.Name name) {
            return variables.getOrDefault(name.id(), Plain.UNKNOWN);
        } else if (expr instanceof Expr.Attribute attribute) {
            return attribute(attribute);
        } else if (expr instanceof Expr.Call call) {
            return calls.value(call);
        } else if (expr instanceof Expr.Index index) {
            return index(index);
        } else if (expr instanceof Expr.Sequence sequence) {
            return Items.of(sequence.items().stream().map(this::value).toList());
        } else if (expr instanceof Expr.Operation operation) {
            List<Value> operands = new ArrayList<>();
            operation.operands().forEach(operand -> operands.add(value(operand)));
            operands.forEach(this::use);
            return operands.stream().allMatch(Values::isFixed) ? Plain.CONSTANT : Plain.UNKNOWN;
        }
        return Plain.CONSTANT;
    }

    private Value attribute(Expr.Attribute attribute) {
        Optional<String> global = globalName(attribute);
        if (global.isPresent()) {
            Optional<FunctionDef> function = analysis.sources().function(global.get());
            boolean constant = global.get().startsWith("CONSTANTS.");
            return function.<Value>map(Value.Function::new).orElse(constant ? Plain.CONSTANT : Plain.UNKNOWN);
        }
        Value base = value(attribute.base());
        return base instanceof Value.Module module ? member(module, attribute.name(), attribute) : part(base);
    }

    /** What a module's attribute is. */
    Value member(Value.Module module, String name, Expr expr) {
        String type = module.type().attributes().getOrDefault(name, "");
        Optional<ClassDef> child = analysis.sources().type(type).filter(ClassDef::isModule);
        if (child.isPresent()) {
            List<String> path = new ArrayList<>(module.path());
            path.add(name);
            return new Value.Module(List.copyOf(path), child.get());
        }
        Optional<Read.Kind> kind = Read.Kind.of(type);
        if (kind.isEmpty()) {
            return type.startsWith("__torch__") ? Plain.UNKNOWN : Plain.CONSTANT;
        }
        boolean list = kind.get() == Read.Kind.LIST;
        Read read = new Read(flow.function(), expr, module.path(), name, kind.get());
        flow.reads().add(read);
        return Weights.of(new Value.Weight(new Value.Attribute(module.path(), name, list), false, list), Set.of(read));
    }

    private Value index(Expr.Index index) {
        Value base = value(index.base());
        index.items().forEach(this::value);
        if (base instanceof Items items && index.items().size() == 1) {
            Optional<Integer> position = constant(index.items().get(0));
            if (position.isPresent()
                    && position.get() >= 0
                    && position.get() < items.values().size()) {
                return items.values().get(position.get());
            }
        }
        return part(base);
    }

    /** Notes that parameters go where they are not followed. */
    void use(Value value) {
        if (recording) {
            Values.weights(value).ifPresent(weights -> flow.events().add(new Flow.Use(weights)));
            if (value instanceof Value.Function function) {
                flow.mentioned().add(function.function());
            }
        }
    }

    void record(Flow.Event event) {
        if (recording) {
            flow.events().add(event);
        }
    }

    /** A name with dots that no variable begins, such as {@code torch.linear}. */
    Optional<String> globalName(Expr expr) {
        StringBuilder name = new StringBuilder();
        Expr at = expr.bare();
        while (at instanceof Expr.Attribute attribute) {
            name.insert(0, "." + attribute.name());
            at = attribute.base().bare();
        }
        boolean global = at instanceof Expr.Name root && !variables.containsKey(root.id());
        return global ? Optional.of(((Expr.Name) at).id() + name) : Optional.empty();
    }

    /** The number that an expression is, if it is one. */
    Optional<Integer> constant(Expr expr) {
        if (!(expr.bare() instanceof Expr.Constant)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Integer.valueOf(text(expr.bare())));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private String text(Expr expr) {
        return flow.function().source().substring(expr.start(), expr.end());
    }
}
