package io.adapt4j.train.data.policy;

import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.Mask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Replaces what detectors find by their names in brackets, such as {@code [EMAIL]}.
 *
 * @param detectors where two find overlapping places, the earlier one of this list has it
 */
public record Redaction(List<Detector> detectors) {

    public Redaction {
        detectors = List.copyOf(detectors);
    }

    /** What is to be replaced in a text, in its order, without overlaps. */
    public List<Mask> masks(String text) {
        List<Mask> masks = new ArrayList<>();
        for (Detector detector : detectors) {
            for (Mask found : detector.find(text)) {
                if (masks.stream().noneMatch(mask -> found.start() < mask.end() && mask.start() < found.end())) {
                    masks.add(found);
                }
            }
        }
        masks.sort(Comparator.comparingInt(Mask::start));
        return masks;
    }

    /** The text with everything replaced. */
    public String apply(String text) {
        return ExampleKind.masked(text, masks(text));
    }
}
