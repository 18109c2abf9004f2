package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.runtime.pytorch.script.Value.Items;
import io.adapt4j.runtime.pytorch.script.Value.Plain;
import io.adapt4j.runtime.pytorch.script.Value.Weight;
import io.adapt4j.runtime.pytorch.script.Value.Weights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How values combine. */
final class Values {
    private Values() {}

    /** What is known of a variable that has one value or the other. */
    static Value join(Value a, Value b) {
        if (a.equals(b) || b == Plain.CONSTANT) {
            return a;
        }
        if (a == Plain.CONSTANT) {
            return b;
        }
        if (a instanceof Items left
                && b instanceof Items right
                && left.values().size() == right.values().size()) {
            List<Value> joined = new ArrayList<>();
            for (int i = 0; i < left.values().size(); i++) {
                joined.add(join(left.values().get(i), right.values().get(i)));
            }
            return Items.of(joined);
        }
        Optional<Weights> left = weights(a);
        Optional<Weights> right = weights(b);
        if (a instanceof Weights && b instanceof Weights) {
            return left.orElseThrow().plus(right.orElseThrow());
        }
        return union(left, right).<Value>map(Values::derived).orElse(Plain.UNKNOWN);
    }

    /** The parameters in a value, those in lists included. */
    static Optional<Weights> weights(Value value) {
        if (value instanceof Weights weights) {
            return Optional.of(weights);
        }
        return value instanceof Items items ? weights(items.values()) : Optional.empty();
    }

    /** The parameters in several values. */
    static Optional<Weights> weights(Collection<Value> values) {
        return values.stream().map(Values::weights).reduce(Optional.empty(), Values::union);
    }

    static Weights derived(Weights weights) {
        return weights.map(Weight::derive);
    }

    /** Whether nothing in the value depends on the model's input; of an argument that is not known here. */
    static boolean isFixed(Value value) {
        if (value instanceof Weights weights) {
            return weights.reads().keySet().stream().allMatch(weight -> weight.origin() instanceof Value.Attribute);
        }
        return value == Plain.CONSTANT
                || (value instanceof Items items && items.values().stream().allMatch(Values::isFixed));
    }

    private static Optional<Weights> union(Optional<Weights> a, Optional<Weights> b) {
        return a.isPresent() && b.isPresent() ? Optional.of(a.get().plus(b.get())) : a.or(() -> b);
    }
}
