package io.adapt4j.registry.bases;

import io.adapt4j.TargetModule;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Target modules of a base that have one role and one shape.
 *
 * @param role such as {@code attention.query}; empty for modules whose path does not tell
 * @param inFeatures size of the input's last dimension
 * @param outFeatures size of the output's last dimension
 * @param modules how many there are
 */
public record TargetGroup(String role, int inFeatures, int outFeatures, int modules) {

    /** The groups of some modules, by role and shape. */
    public static List<TargetGroup> of(List<TargetModule> modules) {
        Map<TargetGroup, Integer> counts = new LinkedHashMap<>();
        for (TargetModule module : modules) {
            TargetGroup one = new TargetGroup(module.role().orElse(""), module.inFeatures(), module.outFeatures(), 1);
            counts.merge(one, 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .map(entry -> new TargetGroup(
                        entry.getKey().role, entry.getKey().inFeatures, entry.getKey().outFeatures, entry.getValue()))
                .sorted(Comparator.comparing(TargetGroup::role)
                        .thenComparing(TargetGroup::inFeatures)
                        .thenComparing(TargetGroup::outFeatures))
                .toList();
    }
}
