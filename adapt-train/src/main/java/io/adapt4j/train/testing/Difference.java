package io.adapt4j.train.testing;

import io.adapt4j.Adapter;
import io.adapt4j.ModuleDelta;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where two adapters that should be the same are not. */
final class Difference {
    private Difference() {}

    /** What is different and by how much; empty for equal adapters. Documents that were added later do not matter. */
    static Optional<String> between(Adapter first, Adapter second) {
        if (!first.method().equals(second.method())) {
            return Optional.of("its method is " + second.method() + " instead of " + first.method());
        }
        if (!modules(first).equals(modules(second))) {
            return Optional.of("it changes the modules " + modules(second) + " instead of " + modules(first));
        }
        List<String> different = new ArrayList<>();
        for (int i = 0; i < first.deltas().size(); i++) {
            Map<String, Tensor> other = second.deltas().get(i).parameters();
            String module = first.deltas().get(i).module();
            first.deltas()
                    .get(i)
                    .parameters()
                    .forEach((name, tensor) -> compare(module + "." + name, tensor, other.get(name), different));
        }
        if (first.head().isPresent() && second.head().isPresent()) {
            compare(
                    "head.weight",
                    first.head().get().weight(),
                    second.head().get().weight(),
                    different);
            compare("head.bias", first.head().get().bias(), second.head().get().bias(), different);
        }
        if (!different.isEmpty()) {
            return Optional.of("other weights came out: " + String.join("; ", different));
        }
        if (!first.manifest().equals(second.manifest())) {
            return Optional.of(
                    "with the same weights its manifest is " + second.manifest() + " instead of " + first.manifest());
        }
        if (!first.head().equals(second.head()) || !first.tokenizer().equals(second.tokenizer())) {
            return Optional.of("with the same weights its head or tokenizer is another");
        }
        return Optional.empty();
    }

    private static List<String> modules(Adapter adapter) {
        return adapter.deltas().stream().map(ModuleDelta::module).toList();
    }

    private static void compare(String name, Tensor first, @Nullable Tensor second, List<String> different) {
        if (second == null || !first.shape().equals(second.shape())) {
            different.add(name + " is " + second + " instead of " + first);
        } else if (!first.equals(second)) {
            float[] a = first.toFloatArray();
            float[] b = second.toFloatArray();
            double largest = 0;
            for (int i = 0; i < a.length; i++) {
                largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
            }
            different.add(name + " by up to " + (float) largest);
        }
    }
}
