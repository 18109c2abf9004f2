package io.adapt4j.runtime.pytorch.libtorch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.adapt4j.error.UnsupportedFeatureException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tensors in what a program returns, by name. The members of a tuple or list are numbered, {@code output_0} and so on, those of
 * a named tuple have their field's name, those of a dictionary their key, sorted; inside another their name is appended to its. A
 * tensor alone is {@code output}. None is left out.
 */
final class Outputs {
    private final PtNDManager manager;
    private final Map<String, List<String>> namedTuples;
    private final Map<String, PtNDArray> tensors = new LinkedHashMap<>();

    private Outputs(PtNDManager manager, Map<String, List<String>> namedTuples) {
        this.manager = manager;
        this.namedTuples = namedTuples;
    }

    /**
     * Takes a value apart, and frees it; the tensors are the manager's.
     *
     * @param namedTuples the fields of the program's named tuples, by the qualified name of their class
     */
    static Map<String, PtNDArray> of(IValue value, PtNDManager manager, Map<String, List<String>> namedTuples) {
        Outputs outputs = new Outputs(manager, namedTuples);
        outputs.add("", value);
        return outputs.tensors;
    }

    private void add(String name, IValue value) {
        try (value) {
            if (value.isTensor()) {
                tensors.put(name.isEmpty() ? "output" : name, value.toTensor(manager));
            } else if (value.isTensorList()) {
                PtNDArray[] members = value.toTensorArray(manager);
                for (int i = 0; i < members.length; i++) {
                    tensors.put(numbered(name, i), members[i]);
                }
            } else if (value.isTuple()) {
                addAll(name, value.toIValueTuple(), namedTuples.getOrDefault(value.getType(), List.of()));
            } else if (value.isList()) {
                addAll(name, value.toIValueArray(), List.of());
            } else if (value.isMap()) {
                new TreeMap<>(value.toIValueMap()).forEach((key, member) -> add(keyed(name, key), member));
            } else if (!value.getType().startsWith("None")) {
                throw new UnsupportedFeatureException("The program returns a " + value.getType() + " as "
                        + (name.isEmpty() ? "its output" : "\"" + name + "\"")
                        + "; tensors, and tuples, lists and dictionaries of them, are understood");
            }
        }
    }

    /** @param fields the names of the members; empty when they have none */
    private void addAll(String name, IValue[] members, List<String> fields) {
        for (int i = 0; i < members.length; i++) {
            add(i < fields.size() ? keyed(name, fields.get(i)) : numbered(name, i), members[i]);
        }
    }

    private static String keyed(String name, String key) {
        return name.isEmpty() ? key : name + "_" + key;
    }

    private static String numbered(String name, int index) {
        return (name.isEmpty() ? "output" : name) + "_" + index;
    }
}
