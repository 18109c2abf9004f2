package io.adapt4j.train.migrate.compare;

import io.adapt4j.TargetModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds for each target module of one base the module of another that does its work: of the same role, and at the same share of the depth
 * where the numbers of layers differ. Modules whose role is not known are matched by their paths. Several modules of a deeper base can have one
 * of a shallower base; in a deeper base each has one of its own.
 */
final class ModuleAlignment {
    private static final Pattern NUMBER = Pattern.compile("\\.(\\d+)(?=\\.|$)");

    private ModuleAlignment() {}

    /** The pairs, in the order of the old modules. */
    static List<ModuleMatch> of(List<TargetModule> old, List<TargetModule> now) {
        Map<String, List<TargetModule>> from = groups(old);
        Map<String, List<TargetModule>> to = groups(now);
        Map<TargetModule, TargetModule> partners = new HashMap<>();
        from.forEach((key, modules) -> {
            List<TargetModule> others = to.getOrDefault(key, List.of());
            for (int i = 0; i < modules.size() && !others.isEmpty(); i++) {
                partners.put(modules.get(i), others.get(partner(i, modules.size(), others.size())));
            }
        });
        List<ModuleMatch> matches = new ArrayList<>();
        for (TargetModule module : old) {
            Optional.ofNullable(partners.get(module)).ifPresent(other -> matches.add(ModuleMatch.of(module, other)));
        }
        return matches;
    }

    /** The layer of {@code others} in whose part of the depth the middle of layer {@code index} of {@code layers} lies. */
    static int partner(int index, int layers, int others) {
        return (int) Math.floor((index + 0.5) * others / layers);
    }

    /** Modules that do the same in different layers, by what they do. */
    private static Map<String, List<TargetModule>> groups(List<TargetModule> modules) {
        Map<String, List<TargetModule>> groups = new LinkedHashMap<>();
        Map<String, Integer> inLayer = new HashMap<>();
        for (TargetModule module : modules) {
            String role = module.role().orElse(NUMBER.matcher(module.path()).replaceAll(".*"));
            int before = inLayer.merge(role + " in " + layer(module.path()), 1, Integer::sum) - 1;
            groups.computeIfAbsent(role + "#" + before, any -> new ArrayList<>())
                    .add(module);
        }
        return groups;
    }

    /** The path up to its first number, which in models of the usual making is the layer's. */
    private static String layer(String path) {
        Matcher matcher = NUMBER.matcher(path);
        return matcher.find() ? path.substring(0, matcher.end()) : path;
    }
}
