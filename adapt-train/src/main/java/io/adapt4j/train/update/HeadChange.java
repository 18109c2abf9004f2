package io.adapt4j.train.update;

import io.adapt4j.Head;
import io.adapt4j.train.update.LabelPlan.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the head of a {@link LabelPlan}; what the rows are is said at {@link LabelUpdate}. */
final class HeadChange {
    private final LabelLayout layout;
    private final HeadRows rows;
    private final boolean cosine;
    private final Optional<NewRows> started;

    /** @param examples what new labels are started from; empty for the mean of the old rows */
    HeadChange(LabelLayout layout, Head old, Optional<LabelledVectors> examples) {
        this.layout = layout;
        this.rows = HeadRows.of(old);
        this.cosine = layout.isCosine(old);
        this.started = examples.map(vectors -> new NewRows(vectors, rows, cosine, layout.exclusive()));
    }

    Head of(LabelPlan plan) {
        HeadRows head = new HeadRows();
        for (int row = 0; row < layout.unlabelled(); row++) {
            head.addFrom(rows, row);
        }
        for (Map.Entry<String, List<Part>> label : plan.origins().entrySet()) {
            for (int place = 0; place < layout.perLabel(); place++) {
                add(head, label.getKey(), label.getValue(), place);
            }
        }
        return head.toHead();
    }

    private void add(HeadRows head, String label, List<Part> parts, int place) {
        if (parts.isEmpty()) {
            RowMean mean = RowMean.of(rows, all(place));
            started.map(rowsOf -> rowsOf.row(label, mean)).orElse(mean).addTo(head);
        } else if (parts.size() == 1) {
            head.addFrom(rows, layout.row(parts.get(0).label(), place));
        } else {
            merged(at(parts, place)).addTo(head);
        }
    }

    private RowMean merged(List<Part> parts) {
        RowMean mean = RowMean.of(rows, parts);
        return cosine ? mean.toNorm(mean.norm()) : mean.withBias(mean.bias() + entropy(parts));
    }

    private static double entropy(List<Part> parts) {
        return parts.stream()
                .filter(part -> part.weight() > 0)
                .mapToDouble(part -> -part.weight() * StrictMath.log(part.weight()))
                .sum();
    }

    private List<Part> all(int place) {
        List<Part> all = new ArrayList<>();
        for (int label = 0; label < layout.labels().size(); label++) {
            all.add(new Part(layout.row(label, place), 1.0 / layout.labels().size()));
        }
        return all;
    }

    private List<Part> at(List<Part> parts, int place) {
        return parts.stream()
                .map(part -> new Part(layout.row(part.label(), place), part.weight()))
                .toList();
    }
}
