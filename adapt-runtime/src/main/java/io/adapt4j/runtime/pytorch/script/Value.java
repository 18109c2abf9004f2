package io.adapt4j.runtime.pytorch.script;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What is known of a value inside a function, relative to the function's self and arguments. */
sealed interface Value {

    /** Values of which nothing needs to be known. */
    enum Plain implements Value {
        /** A value that no parameter can be found in. */
        UNKNOWN,
        /** A number, string or the like, which does not depend on the model's input. */
        CONSTANT
    }

    /** The module that lies at a path from self. */
    record Module(List<String> path, ClassDef type) implements Value {}

    /** A free function. */
    record Function(FunctionDef function) implements Value {}

    /** The output of a product with a weight, before a bias is added. */
    record Product(Site site) implements Value {}

    /**
     * A tuple or list whose items are known.
     *
     * @param size how many values it holds, those in lists inside it included
     */
    record Items(List<Value> values, int size) implements Value {
        /** What holds more is not followed item by item. Lists of lists of lists would take more time than memory. */
        private static final int MAX_SIZE = 1 << 12;

        static Value of(List<Value> values) {
            int size = 1;
            for (Value value : values) {
                size += value instanceof Items items ? items.size : 1;
                if (size > MAX_SIZE) {
                    return Values.weights(values).<Value>map(Values::derived).orElse(Plain.UNKNOWN);
                }
            }
            return new Items(values, size);
        }
    }

    /**
     * A tensor that is a parameter or is made of parameters alone. Several when branches differ or tensors are joined.
     *
     * @param reads for each, the places where it is read from its module
     */
    record Weights(Map<Weight, Set<Read>> reads) implements Value {

        static Weights of(Weight weight, Set<Read> reads) {
            return new Weights(Map.of(weight, reads));
        }

        /** The one tensor that it is, whole and unchanged but for a transposition. */
        Optional<Weight> exact() {
            return reads.size() == 1
                    ? reads.keySet().stream()
                            .filter(weight -> !weight.derived())
                            .findFirst()
                    : Optional.empty();
        }

        Weights plus(Weights other) {
            Map<Weight, Set<Read>> joined = new LinkedHashMap<>(reads);
            other.reads.forEach((weight, more) -> joined.merge(weight, more, (a, b) -> {
                Set<Read> both = new LinkedHashSet<>(a);
                both.addAll(b);
                return both;
            }));
            return new Weights(joined);
        }

        /** The same parameters after something was done to them. */
        Weights map(UnaryOperator<Weight> change) {
            Weights result = new Weights(new HashMap<>());
            for (Map.Entry<Weight, Set<Read>> entry : reads.entrySet()) {
                result = result.plus(of(change.apply(entry.getKey()), entry.getValue()));
            }
            return result;
        }
    }

    /**
     * A tensor before or after something was done to it.
     *
     * @param origin where it comes from
     * @param transposed whether its two dimensions were exchanged
     * @param derived whether it is only a part of it, or made from it
     */
    record Weight(Origin origin, boolean transposed, boolean derived) {
        Weight transpose() {
            return new Weight(origin, !transposed, derived);
        }

        Weight derive() {
            return new Weight(origin, transposed, true);
        }
    }

    /** Where a tensor comes from. */
    sealed interface Origin {}

    /** An attribute of the module that lies at a path from self; of a list, all its tensors. */
    record Attribute(List<String> path, String name, boolean list) implements Origin {}

    /** An argument of the function, by its place. */
    record Argument(int index) implements Origin {}
}
