package io.adapt4j.runtime.pytorch.script;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A class.
 *
 * @param qualifiedName its name with the file's
 * @param base what it is: {@code Module}, {@code NamedTuple}, {@code ModuleInterface}, ...; empty for a plain class
 * @param attributes the text of each attribute's type, by name
 * @param parameters the attributes that are parameters
 * @param hooks the methods that run before or after its forward
 * @param methods its methods by name
 */
record ClassDef(
        String qualifiedName,
        String base,
        Map<String, String> attributes,
        Set<String> parameters,
        Set<String> hooks,
        Map<String, FunctionDef> methods) {

    boolean isModule() {
        return base.equals("Module");
    }

    boolean isNamedTuple() {
        return base.equals("NamedTuple");
    }

    boolean isInterface() {
        return base.equals("Interface") || base.equals("ModuleInterface");
    }

    Optional<FunctionDef> method(String name) {
        return Optional.ofNullable(methods.get(name));
    }

    /** A class is what it is by its name. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ClassDef that && qualifiedName.equals(that.qualifiedName);
    }

    @Override
    public int hashCode() {
        return qualifiedName.hashCode();
    }
}
