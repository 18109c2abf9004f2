package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.error.InvalidModelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All source of an archive, parsed: classes and functions by their qualified names. */
final class Sources {
    private final Map<String, ClassDef> classes = new LinkedHashMap<>();
    private final Map<String, FunctionDef> functions = new LinkedHashMap<>();
    private final Map<FunctionDef, Owner> owners = new HashMap<>();

    /** Where a function is defined: its qualified name, and its class when it is a method. */
    private record Owner(String qualifiedName, Optional<ClassDef> type) {}

    /**
     * Parses every file.
     *
     * @throws InvalidModelException when one is not what TorchScript prints, or a name is defined twice
     */
    static Sources parse(Map<String, String> files) {
        Sources sources = new Sources();
        files.forEach((name, text) -> sources.add(new SourceText(name, text)));
        return sources;
    }

    private void add(SourceText source) {
        Parser.Definitions definitions = Parser.parse(source);
        for (ClassDef type : definitions.classes()) {
            if (classes.put(type.qualifiedName(), type) != null) {
                throw new InvalidModelException("The archive's source defines " + type.qualifiedName() + " twice");
            }
            type.methods()
                    .values()
                    .forEach(method -> owners.put(
                            method, new Owner(type.qualifiedName() + "." + method.name(), Optional.of(type))));
        }
        for (FunctionDef function : definitions.functions()) {
            String name = source.qualifier() + "." + function.name();
            functions.put(name, function);
            owners.put(function, new Owner(name, Optional.empty()));
        }
    }

    Optional<ClassDef> type(String qualifiedName) {
        return Optional.ofNullable(classes.get(qualifiedName));
    }

    Optional<FunctionDef> function(String qualifiedName) {
        return Optional.ofNullable(functions.get(qualifiedName));
    }

    Iterable<ClassDef> types() {
        return classes.values();
    }

    /** Every function and method. */
    List<FunctionDef> all() {
        List<FunctionDef> all = new ArrayList<>(functions.values());
        classes.values().forEach(type -> all.addAll(type.methods().values()));
        return all;
    }

    /** The class that a method belongs to; empty for a free function. */
    Optional<ClassDef> owner(FunctionDef function) {
        return owner(function, Owner::type).flatMap(type -> type);
    }

    String qualifiedName(FunctionDef function) {
        return owner(function, Owner::qualifiedName).orElse(function.name());
    }

    private <T> Optional<T> owner(FunctionDef function, Function<Owner, T> part) {
        return Optional.ofNullable(owners.get(function)).map(part);
    }
}
