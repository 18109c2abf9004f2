package io.adapt4j.registry;

import io.adapt4j.error.RegistryException;
import java.util.regex.Pattern;

/** The form of all names in a registry, which are parts of the store's keys. */
final class Names {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");

    private Names() {}

    /** Throws {@link RegistryException} unless the name can be one. */
    static void check(String kind, String name) {
        if (!FORM.matcher(name).matches()) {
            throw new RegistryException(
                    "The name of " + article(kind) + " in a registry is of lower-case letters, digits,"
                            + " dots, hyphens and underscores, begins with a letter or digit and has at most 128 characters, but was \""
                            + name + "\"");
        }
    }

    private static String article(String kind) {
        return (kind.startsWith("a") ? "an " : "a ") + kind;
    }
}
