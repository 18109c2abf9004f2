package io.adapt4j.runtime.pytorch.libtorch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.adapt4j.error.UnsupportedFeatureException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tensors in what a program returns, by name. The members of a tuple or list are numbered, {@code output_0} and so on, those of
 * a dictionary have their key, sorted; inside another their name is appended to its. A tensor alone is {@code output}. None is
 * left out.
 */
final class Outputs {
    private final PtNDManager manager;
    private final Map<String, PtNDArray> tensors = new LinkedHashMap<>();

    private Outputs(PtNDManager manager) {
        this.manager = manager;
    }

    /** Takes a value apart, and frees it; the tensors are the manager's. */
    static Map<String, PtNDArray> of(IValue value, PtNDManager manager) {
        Outputs outputs = new Outputs(manager);
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
                addAll(name, value.toIValueTuple());
            } else if (value.isList()) {
                addAll(name, value.toIValueArray());
            } else if (value.isMap()) {
                new TreeMap<>(value.toIValueMap())
                        .forEach((key, member) -> add(name.isEmpty() ? key : name + "_" + key, member));
            } else if (!value.getType().startsWith("None")) {
                throw new UnsupportedFeatureException("The program returns a " + value.getType() + " as "
                        + (name.isEmpty() ? "its output" : "\"" + name + "\"")
                        + "; tensors, and tuples, lists and dictionaries of them, are understood");
            }
        }
    }

    private void addAll(String name, IValue[] members) {
        for (int i = 0; i < members.length; i++) {
            add(numbered(name, i), members[i]);
        }
    }

    private static String numbered(String name, int index) {
        return (name.isEmpty() ? "output" : name) + "_" + index;
    }
}
