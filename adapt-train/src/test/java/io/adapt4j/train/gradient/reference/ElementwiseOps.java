package io.adapt4j.train.gradient.reference;

import io.adapt4j.runtime.onnx.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that work element by element. */
final class ElementwiseOps {
    private ElementwiseOps() {}

    static @Nullable Array evaluate(Node node, List<Array> x) {
        return switch (node.opType()) {
            case "Add" -> x.get(0).zip(x.get(1), Double::sum);
            case "Sum" -> x.stream().reduce((a, b) -> a.zip(b, Double::sum)).orElseThrow();
            case "Sub" -> x.get(0).zip(x.get(1), (a, b) -> a - b);
            case "Mul" -> x.get(0).zip(x.get(1), (a, b) -> a * b);
            case "Div" -> x.get(0).zip(x.get(1), (a, b) -> a / b);
            case "Pow" -> x.get(0).zip(x.get(1), Math::pow);
            case "Equal" -> x.get(0).zip(x.get(1), (a, b) -> a == b ? 1 : 0);
            case "Less" -> x.get(0).zip(x.get(1), (a, b) -> a < b ? 1 : 0);
            case "Greater" -> x.get(0).zip(x.get(1), (a, b) -> a > b ? 1 : 0);
            case "Where" -> where(x.get(0), x.get(1), x.get(2));
            case "Clip" -> clip(x);
            case "Neg" -> x.get(0).map(a -> -a);
            case "Identity", "Dropout", "Cast" -> x.get(0);
            case "Exp" -> x.get(0).map(Math::exp);
            case "Log" -> x.get(0).map(Math::log);
            case "Sqrt" -> x.get(0).map(Math::sqrt);
            case "Reciprocal" -> x.get(0).map(a -> 1 / a);
            case "Cos" -> x.get(0).map(Math::cos);
            case "Sin" -> x.get(0).map(Math::sin);
            case "Abs" -> x.get(0).map(Math::abs);
            case "Sign" -> x.get(0).map(Math::signum);
            case "Erf" -> x.get(0).map(ElementwiseOps::erf);
            case "Tanh" -> x.get(0).map(Math::tanh);
            case "Sigmoid" -> x.get(0).map(a -> 1 / (1 + Math.exp(-a)));
            case "Relu" -> x.get(0).map(a -> Math.max(a, 0));
            case "LeakyRelu" -> x.get(0).map(a -> a > 0 ? a : node.floatAttribute("alpha", 0.01f) * a);
            case "Gelu" -> x.get(0).map(gelu(node));
            default -> null;
        };
    }

    private static java.util.function.DoubleUnaryOperator gelu(Node node) {
        if (node.stringAttribute("approximate", "none").equals("tanh")) {
            return a -> 0.5 * a * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (a + 0.044715 * a * a * a)));
        }
        return a -> 0.5 * a * (1 + erf(a / Math.sqrt(2)));
    }

    private static Array where(Array condition, Array a, Array b) {
        long[] dims = Array.broadcast(condition.dims(), Array.broadcast(a.dims(), b.dims()));
        Array chosen = condition.expand(dims);
        Array yes = a.expand(dims);
        Array no = b.expand(dims);
        for (int i = 0; i < yes.data().length; i++) {
            yes.data()[i] = chosen.data()[i] != 0 ? yes.data()[i] : no.data()[i];
        }
        return yes;
    }

    private static Array clip(List<Array> x) {
        double low = x.size() > 1 && x.get(1) != null ? x.get(1).data()[0] : Double.NEGATIVE_INFINITY;
        double high = x.size() > 2 && x.get(2) != null ? x.get(2).data()[0] : Double.POSITIVE_INFINITY;
        return x.get(0).map(a -> Math.min(Math.max(a, low), high));
    }

    /** The Maclaurin series; good to the last digits for the small arguments that tests use. */
    static double erf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }
}
