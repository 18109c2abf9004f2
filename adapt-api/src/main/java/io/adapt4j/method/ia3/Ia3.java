package io.adapt4j.method.ia3;

import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.ModulePatterns;
import io.adapt4j.method.Targets;
import java.util.List;

/**
 * (IA)3: a learned factor for each element of a module's output, {@code y = l * (x W + bias)}, or of its input for
 * feed-forward modules, {@code y = (l * x) W + bias} (Liu et al., "Few-Shot Parameter-Efficient Fine-Tuning is Better and
 * Cheaper than In-Context Learning", 2022).
 *
 * @param targets what is adapted
 * @param feedforward names of those modules whose input is scaled: a path, the end of one, or a regular expression
 */
public record Ia3(Targets targets, List<String> feedforward) implements MethodConfig {

    public Ia3 {
        feedforward = List.copyOf(feedforward);
    }

    /** Scales the outputs of what the expressions select; see {@link Targets}. */
    public static Ia3 targets(String... expressions) {
        return new Ia3(Targets.of(expressions), List.of());
    }

    /** Scales the inputs of those targets, which are paths, ends of paths or regular expressions, instead. */
    public Ia3 feedforward(String... modules) {
        return new Ia3(targets, List.of(modules));
    }

    /** Whether the input of a module is scaled. */
    public boolean isFeedforward(String modulePath) {
        return feedforward.stream()
                .anyMatch(name -> modulePath.equals(name)
                        || modulePath.endsWith("." + name)
                        || ModulePatterns.matches(name, modulePath));
    }

    @Override
    public String peftType() {
        return "IA3";
    }

    @Override
    public Ia3 withTargets(Targets newTargets) {
        return new Ia3(newTargets, feedforward);
    }
}
