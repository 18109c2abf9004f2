package io.adapt4j.method;

import io.adapt4j.TargetModule;
import io.adapt4j.error.IncompatibleAdapterException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which modules of a base model are adapted. Each expression selects, in this order of preference: everything
 * ({@code all-linear}, which leaves out the output layer of a language model, as PEFT does), a role
 * ({@code attention.query}), a module path or the end of one ({@code attention.self.query}, {@code query}), or the
 * paths that a regular expression matches whole.
 *
 * @param expressions at least one
 */
public record Targets(List<String> expressions) {
    /** Selects every linear layer but the output layer of a language model. */
    public static final String ALL_LINEAR = "all-linear";

    public Targets {
        expressions = List.copyOf(expressions);
        if (expressions.isEmpty()) {
            throw new IncompatibleAdapterException(
                    "No target modules were given; name roles (\"attention.query\"), module names (\"query\"), a regular"
                            + " expression or \"" + ALL_LINEAR + "\"");
        }
    }

    public static Targets of(String... expressions) {
        return new Targets(List.of(expressions));
    }

    /** The selected modules, in the base's order. */
    public List<TargetModule> select(List<TargetModule> modules) {
        Set<TargetModule> selected = new LinkedHashSet<>();
        for (String expression : expressions) {
            List<TargetModule> matches = matches(expression, modules);
            if (matches.isEmpty()) {
                throw new IncompatibleAdapterException(
                        "Unknown target \"" + expression + "\"; this base has " + choices(modules));
            }
            selected.addAll(matches);
        }
        return modules.stream().filter(selected::contains).toList();
    }

    private static List<TargetModule> matches(String expression, List<TargetModule> modules) {
        if (expression.equals(ALL_LINEAR)) {
            return modules.stream()
                    .filter(module -> !module.role().orElse("").equals("lm_head"))
                    .toList();
        }
        List<TargetModule> byRole = modules.stream()
                .filter(module -> module.role().orElse("").equals(expression))
                .toList();
        if (!byRole.isEmpty()) {
            return byRole;
        }
        List<TargetModule> byName = modules.stream()
                .filter(module ->
                        module.path().equals(expression) || module.path().endsWith("." + expression))
                .toList();
        if (!byName.isEmpty()) {
            return byName;
        }
        try {
            Pattern pattern = Pattern.compile(expression);
            return modules.stream()
                    .filter(module -> pattern.matcher(module.path()).matches())
                    .toList();
        } catch (PatternSyntaxException e) {
            return List.of();
        }
    }

    private static String choices(List<TargetModule> modules) {
        Set<String> roles = new TreeSet<>();
        Set<String> names = new TreeSet<>();
        for (TargetModule module : modules) {
            module.role().ifPresent(roles::add);
            names.add(module.path().substring(module.path().lastIndexOf('.') + 1));
        }
        return "the roles " + roles + " and the module names " + names;
    }
}
