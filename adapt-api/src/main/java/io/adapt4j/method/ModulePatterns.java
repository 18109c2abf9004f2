package io.adapt4j.method;

import io.adapt4j.error.InvalidAdapterException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Values for modules whose path matches a pattern, as PEFT's {@code rank_pattern} and {@code alpha_pattern} hold them. */
public final class ModulePatterns {
    private ModulePatterns() {}

    /** The value of the first key, in order, that matches the whole path or the end of it after a dot. */
    public static <T> T lookUp(Map<String, T> patterns, String modulePath, T otherwise) {
        for (Map.Entry<String, T> entry : patterns.entrySet()) {
            if (matches("(.*\\.)?(" + entry.getKey() + ")", modulePath)) {
                return entry.getValue();
            }
        }
        return otherwise;
    }

    /**
     * Whether a regular expression matches a whole path.
     *
     * @throws InvalidAdapterException when it is not a regular expression
     */
    public static boolean matches(String expression, String modulePath) {
        try {
            return Pattern.matches(expression, modulePath);
        } catch (PatternSyntaxException e) {
            throw new InvalidAdapterException("Not a regular expression: " + e.getMessage(), e);
        }
    }
}
