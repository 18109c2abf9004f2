package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.runtime.pytorch.script.Value.Plain;
import io.adapt4j.runtime.pytorch.script.Value.Product;
import io.adapt4j.runtime.pytorch.script.Value.Weight;
import io.adapt4j.runtime.pytorch.script.Value.Weights;
import java.util.List;
import java.util.Optional;

/** Follows parameters through PyTorch's operators, and finds the products with them. */
final class OperatorAnalyzer {
    private final FunctionAnalyzer function;
    private boolean fusedLayersAreOptional;

    OperatorAnalyzer(FunctionAnalyzer function) {
        this.function = function;
    }

    /** Notes that the function has asked whether fused layers may be used, so that it has another way. */
    void fusedLayersAreOptional() {
        fusedLayersAreOptional = true;
    }

    /** What an operator gives. */
    Value value(String name, Expr.Call call, List<Value> arguments) {
        int positional = (int) call.arguments().stream()
                .takeWhile(argument -> argument.keyword().isEmpty())
                .count();
        switch (name) {
            case "torch.linear" -> {
                if (positional >= 2) {
                    return product(call, "linear", arguments.get(1), bias(call, arguments), false, arguments);
                }
            }
            case "torch.matmul", "torch.mm" -> {
                if (positional == 2 && arguments.size() == 2) {
                    return product(
                            call,
                            name.substring(name.indexOf('.') + 1),
                            arguments.get(1),
                            Plain.CONSTANT,
                            true,
                            arguments);
                }
            }
            case "torch.addmm" -> {
                if (positional == 3) {
                    return product(call, "addmm", arguments.get(2), arguments.get(0), true, arguments);
                }
            }
            case "torch.add", "torch.add_" -> {
                if (positional == 2 && arguments.get(0) instanceof Product product && isPlainSum(call)) {
                    return add(name.substring(name.indexOf('.') + 1), call, product.site(), arguments.get(1));
                }
            }
            default -> {}
        }
        return other(name, call, arguments);
    }

    /** The third argument of {@code linear}, by place or by name. */
    private static Value bias(Expr.Call call, List<Value> arguments) {
        for (int i = 2; i < arguments.size(); i++) {
            Optional<String> keyword = call.arguments().get(i).keyword();
            if (keyword.isEmpty() || keyword.get().equals("bias")) {
                return arguments.get(i);
            }
        }
        return Plain.CONSTANT;
    }

    private Value product(
            Expr.Call call, String operator, Value weight, Value bias, boolean transposed, List<Value> arguments) {
        Optional<Weights> exact =
                weight instanceof Weights weights && weights.exact().isPresent()
                        ? Optional.of(weights)
                        : Optional.empty();
        if (exact.isEmpty()) {
            arguments.forEach(function::use);
            return Plain.UNKNOWN;
        }
        Optional<Weights> exactBias =
                bias instanceof Weights vector && vector.exact().isPresent() ? Optional.of(vector) : Optional.empty();
        for (Value argument : arguments) {
            boolean followed = argument == weight || (argument == bias && exactBias.isPresent());
            if (!followed) {
                function.use(argument);
            }
        }
        Site site = new Site(call, operator, exact.get(), exactBias, transposed);
        function.record(new Flow.Multiply(site));
        return bias == Plain.CONSTANT ? new Product(site) : Plain.UNKNOWN;
    }

    /** Whether nothing but {@code alpha=1}, which older PyTorch prints, follows the two terms. */
    private boolean isPlainSum(Expr.Call call) {
        List<Expr.Argument> arguments = call.arguments();
        return arguments.size() == 2
                || (arguments.size() == 3
                        && arguments.get(2).keyword().equals(Optional.of("alpha"))
                        && function.constant(arguments.get(2).value()).equals(Optional.of(1)));
    }

    private Value add(String operator, Expr.Call call, Site site, Value bias) {
        if (bias instanceof Weights vector && vector.exact().isPresent()) {
            function.record(new Flow.Add(call, operator, site, vector));
        } else {
            function.use(bias);
        }
        return Plain.UNKNOWN;
    }

    private Value other(String name, Expr.Call call, List<Value> arguments) {
        Optional<Weights> weights = Values.weights(arguments);
        boolean fixed = arguments.stream().allMatch(Values::isFixed);
        if (Operators.inspects(name)) {
            return Plain.CONSTANT;
        }
        if (weights.isEmpty()) {
            return fixed ? Plain.CONSTANT : Plain.UNKNOWN;
        }
        Value first = arguments.get(0);
        if (Operators.isSame(name)) {
            return first;
        }
        if (Operators.transposes(name) && first instanceof Weights matrix) {
            return matrix.map(Weight::transpose);
        }
        if (Operators.reorders(name) && first instanceof Weights matrix) {
            return reordered(matrix, call);
        }
        if (Operators.isPart(name) || Operators.isElementwise(name)) {
            boolean view = Operators.isView(name) && first instanceof Weights;
            return fixed || view ? Values.derived(weights.get()) : Plain.UNKNOWN;
        }
        if (!(fusedLayersAreOptional && Operators.isFused(name))) {
            arguments.forEach(function::use);
        }
        return Plain.UNKNOWN;
    }

    /** {@code transpose(w, a, b)} and {@code permute(w, [a, b])} of a matrix. */
    private Value reordered(Weights matrix, Expr.Call call) {
        List<Expr> dimensions =
                call.arguments().stream().skip(1).map(Expr.Argument::value).toList();
        boolean list = dimensions.size() == 1 && dimensions.get(0) instanceof Expr.Sequence;
        if (list) {
            dimensions = ((Expr.Sequence) dimensions.get(0)).items();
        }
        List<Integer> places = dimensions.stream()
                .map(function::constant)
                .flatMap(Optional::stream)
                .toList();
        if (places.size() != 2 || dimensions.size() != 2) {
            return Values.derived(matrix);
        }
        int first = Math.floorMod(places.get(0), 2);
        int second = Math.floorMod(places.get(1), 2);
        boolean exchanged = list ? first == 1 && second == 0 : first != second;
        return exchanged ? matrix.map(Weight::transpose) : matrix;
    }
}
