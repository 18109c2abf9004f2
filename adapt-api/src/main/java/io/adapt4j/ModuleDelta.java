package io.adapt4j;

import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.tensor.Tensor;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters of one target module, by PEFT's parameter names and in PEFT's orientation: for LoRA
 * {@code lora_A [rank, in]} and {@code lora_B [out, rank]}, both FLOAT32.
 *
 * @param module path of the target module
 */
public record ModuleDelta(String module, SortedMap<String, Tensor> parameters) {

    public ModuleDelta {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    /**
     * The parameter of that name.
     *
     * @throws InvalidAdapterException when there is none
     */
    public Tensor parameter(String name) {
        Tensor tensor = parameters.get(name);
        if (tensor == null) {
            throw new InvalidAdapterException(
                    "The delta of " + module + " has no " + name + ", only " + parameters.keySet());
        }
        return tensor;
    }
}
