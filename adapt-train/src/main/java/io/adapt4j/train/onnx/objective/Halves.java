package io.adapt4j.train.onnx.objective;

import io.adapt4j.runtime.onnx.graph.Attribute;
import io.adapt4j.train.gradient.GraphOps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The unit vectors of the first texts of all pairs, and those of the second. */
final class Halves {
    private Halves() {}

    /** Two values {@code [pairs, hidden]}. */
    static List<String> of(LossSite site) {
        GraphOps ops = site.ops();
        String both = ops.reshape(site.unitRows(site.pooled()), 2, -1, site.hidden());
        List<String> halves = new ArrayList<>();
        for (long half = 0; half < 2; half++) {
            String part = ops.node("Gather", List.of(both, ops.longs(half)), Map.of("axis", Attribute.of(0L)));
            halves.add(ops.reshape(part, -1, site.hidden()));
        }
        return halves;
    }
}
