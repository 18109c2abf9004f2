package io.adapt4j.train;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ModuleDelta;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.task.Learner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lets a training begin with the values of an adapter. */
final class WarmStart {
    private WarmStart() {}

    /**
     * Fills parameters from an adapter.
     *
     * @throws IncompatibleAdapterException when base, task, targets or shapes are not the adapter's
     */
    static void apply(Adapter start, BaseModel base, Learner<?> learner, List<Parameter> parameters) {
        if (!start.manifest().fits(base)) {
            throw new IncompatibleAdapterException("The adapter to start from was made for the base "
                    + start.manifest().base().map(Object::toString).orElse("unknown") + ", but this is "
                    + base.hash());
        }
        Optional<TaskSpec> task = start.manifest().task();
        if (!task.equals(Optional.of(learner.spec()))) {
            throw new IncompatibleAdapterException("The adapter to start from is for "
                    + task.map(Object::toString).orElse("no task") + ", but is to be trained for " + learner.spec());
        }
        Map<String, ModuleDelta> deltas = new TreeMap<>();
        start.deltas().forEach(delta -> deltas.put(delta.module(), delta));
        TreeSet<String> modules = new TreeSet<>();
        parameters.forEach(parameter -> modules.add(parameter.module()));
        modules.remove("");
        if (!modules.equals(deltas.keySet())) {
            throw new IncompatibleAdapterException(
                    "The adapter to start from adapts " + deltas.keySet() + ", but " + modules + " are to be trained");
        }
        float[][] head = start.head().map(learner::parametersOf).orElse(new float[2][0]);
        for (Parameter parameter : parameters) {
            switch (parameter.role()) {
                case HEAD_WEIGHT -> put(parameter, head[0]);
                case HEAD_BIAS -> put(parameter, head[1]);
                default -> put(parameter, deltas.get(parameter.module()));
            }
        }
    }

    private static void put(Parameter parameter, @Nullable ModuleDelta delta) {
        Tensor tensor = delta == null ? null : delta.parameters().get(parameter.name());
        if (tensor == null || !tensor.shape().equals(parameter.shape())) {
            throw new IncompatibleAdapterException("The adapter to start from has "
                    + (tensor == null ? "no " + parameter.name() : parameter.name() + " of the shape " + tensor.shape())
                    + " at " + parameter.module() + ", but the method to train has it of the shape "
                    + parameter.shape());
        }
        put(parameter, tensor.toFloatArray());
    }

    private static void put(Parameter parameter, float[] values) {
        if (values.length != parameter.size()) {
            throw new IncompatibleAdapterException("The adapter to start from has a head of " + values.length
                    + " numbers as its " + parameter.name() + ", but " + parameter.size() + " are to be trained");
        }
        parameter.value().put(0, values);
    }
}
