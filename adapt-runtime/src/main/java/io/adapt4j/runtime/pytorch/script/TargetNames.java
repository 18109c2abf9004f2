package io.adapt4j.runtime.pytorch.script;

import java.util.Optional;

/**
 * How targets are named. A module's {@code weight} is the module itself, {@code encoder.query}. A matrix of another name lies
 * beside others in one module and gets a path of its own, {@code attn.in_proj} for {@code attn.in_proj_weight} and
 * {@code lstm.weight_ih_l0} for {@code lstm.weight_ih_l0}.
 */
final class TargetNames {
    private static final String WEIGHT = "weight";
    private static final String ENDING = "_weight";

    private TargetNames() {}

    /** What follows the module's path; empty where the target is the module itself. */
    static String ending(ClassDef type, boolean root, String name) {
        if (name.equals(WEIGHT) && !root) {
            return "";
        }
        if (name.endsWith(ENDING)) {
            String shorter = name.substring(0, name.length() - ENDING.length());
            return shorter.isEmpty() || type.attributes().containsKey(shorter) ? name : shorter;
        }
        return name;
    }

    /** The full path of the target that a matrix is. */
    static String path(ModuleTree.Instance module, String name) {
        String ending = ending(module.type(), module.path().isEmpty(), name);
        return ending.isEmpty() ? module.path() : module.child(ending);
    }

    /** What the bias of a matrix is called: {@code in_proj_bias} for {@code in_proj_weight}. */
    static Optional<String> bias(String name) {
        return name.contains(WEIGHT) ? Optional.of(name.replace(WEIGHT, "bias")) : Optional.empty();
    }
}
