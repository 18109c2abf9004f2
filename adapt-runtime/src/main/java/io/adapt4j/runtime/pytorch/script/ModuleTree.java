package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.runtime.pytorch.archive.ScriptObject;
import io.adapt4j.runtime.pytorch.archive.StoredTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The modules of an archive by path, with their classes. A module that hangs in two places has two paths. */
final class ModuleTree {
    private static final int MAX_DEPTH = 128;
    private static final int MAX_MODULES = 1 << 17;

    private final Sources sources;
    private final Map<String, Instance> byPath = new LinkedHashMap<>();
    private final Map<ClassDef, List<Instance>> byType = new HashMap<>();

    /** A module at a path. */
    record Instance(String path, ScriptObject object, ClassDef type) {

        Optional<StoredTensor> tensor(String name) {
            return object.attribute(name, StoredTensor.class);
        }

        /** The path of something inside. */
        String child(String name) {
            return path.isEmpty() ? name : path + "." + name;
        }
    }

    private ModuleTree(Sources sources) {
        this.sources = sources;
    }

    /**
     * Walks the modules.
     *
     * @throws InvalidModelException when the root is no module of the source, or the tree has no end
     */
    static ModuleTree of(ScriptObject root, Sources sources) {
        ModuleTree tree = new ModuleTree(sources);
        if (sources.type(root.type()).filter(ClassDef::isModule).isEmpty()) {
            throw new InvalidModelException(
                    "The archive's root is of the class " + root.type() + ", which its source does not define");
        }
        tree.add("", root, 0);
        return tree;
    }

    private void add(String path, ScriptObject object, int depth) {
        Optional<ClassDef> type = sources.type(object.type()).filter(ClassDef::isModule);
        if (type.isEmpty()) {
            return;
        }
        if (depth > MAX_DEPTH || byPath.size() >= MAX_MODULES) {
            throw new InvalidModelException(
                    "The archive's modules are nested deeper than " + MAX_DEPTH + " or are more than " + MAX_MODULES);
        }
        Instance instance = new Instance(path, object, type.get());
        byPath.put(path, instance);
        byType.computeIfAbsent(type.get(), key -> new ArrayList<>()).add(instance);
        object.attributes().forEach((name, value) -> {
            if (value instanceof ScriptObject child) {
                add(instance.child(name), child, depth + 1);
            }
        });
    }

    Instance root() {
        return byPath.values().iterator().next();
    }

    /** The module at a path from another. */
    Optional<Instance> find(Instance from, List<String> path) {
        String name = from.path();
        for (String part : path) {
            name = name.isEmpty() ? part : name + "." + part;
        }
        return Optional.ofNullable(byPath.get(name));
    }

    List<Instance> instances(ClassDef type) {
        return byType.getOrDefault(type, List.of());
    }

    Iterable<Instance> all() {
        return byPath.values();
    }

    /**
     * The name under which a module has the tensor that is handed to it from elsewhere: tied weights, which tracing passes as
     * arguments. It must be the same for all modules of the caller's class.
     *
     * @param caller the class whose method passes the tensor
     * @param owner the path from self of the module that the tensor is read from
     * @param name the attribute that is read
     * @param receiver the path from self of the module that it is passed to
     */
    Optional<String> tied(ClassDef caller, List<String> owner, String name, List<String> receiver) {
        Optional<String> common = Optional.empty();
        for (Instance instance : instances(caller)) {
            Optional<StoredTensor> tensor = find(instance, owner).flatMap(module -> module.tensor(name));
            Optional<Instance> target = find(instance, receiver);
            if (tensor.isEmpty() || target.isEmpty()) {
                return Optional.empty();
            }
            Optional<String> own = nameOf(target.get(), tensor.get());
            if (own.isEmpty() || (common.isPresent() && !common.equals(own))) {
                return Optional.empty();
            }
            common = own;
        }
        return common;
    }

    /** The attribute of a module that holds the tensor. */
    static Optional<String> nameOf(Instance module, StoredTensor tensor) {
        return module.object().attributes().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof StoredTensor own && own.sameElements(tensor))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
