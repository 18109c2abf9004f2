package io.adapt4j.runtime.pytorch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.ModelSignature;
import io.adapt4j.error.EngineException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.engine.InputRule;
import io.adapt4j.runtime.pytorch.libtorch.ScriptModule;
import io.adapt4j.runtime.pytorch.libtorch.TensorDictionary;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * What is learnt about a program by running it on small inputs: its outputs, which ids its tables have, how long its inputs may be.
 * PyTorch throws on an id out of range on the CPU, which is why it runs there.
 */
final class Learnt {
    /** Tables of more rows are not tried as bounds of a length: running the model on that many positions takes long. */
    private static final long LONGEST = 1024;

    private static final int[] IDS = {8, 2, 1};

    private final ScriptModule module;
    private final TensorDictionary empty;
    private int ids;
    private EngineException lastFailure = new EngineException("The model was not run");

    private Learnt(ScriptModule module, TensorDictionary empty) {
        this.module = module;
        this.empty = empty;
    }

    /**
     * Runs the program.
     *
     * @throws UnsupportedFeatureException when it cannot be run on inputs of the kinds that it is said to take
     */
    static Learnt of(ScriptModule module, TensorDictionary empty, List<InputRule> rules) {
        Learnt learnt = new Learnt(module, empty);
        for (int ids : IDS) {
            learnt.ids = ids;
            if (learnt.runs(Samples.of(rules, 2, 3, ids))) {
                return learnt;
            }
        }
        throw new UnsupportedFeatureException(
                "The model cannot be run on small inputs such as " + Samples.of(rules, 2, 3, 1) + ": "
                        + learnt.lastFailure.getMessage()
                        + ". Say what it takes with ModelOptions.withProperty(\"inputs\", \"name:TYPE[batch,24]\")",
                learnt.lastFailure);
    }

    /** Inputs on which the program runs. */
    Map<String, Tensor> sample(List<InputRule> rules, int batch, int sequence) {
        return Samples.of(rules, batch, sequence, ids);
    }

    private boolean runs(Map<String, Tensor> inputs) {
        try {
            module.run(inputs, empty);
            return true;
        } catch (EngineException e) {
            lastFailure = e;
            return false;
        }
    }

    /** The outputs; a dimension is fixed when it stays the same while batch and length change. */
    List<ModelSignature.Port> outputs(List<InputRule> rules) {
        Map<String, Tensor> first = module.run(sample(rules, 2, 3), empty);
        Map<String, Tensor> inputs = sample(rules, 3, 5);
        Map<String, Tensor> second = runs(inputs) ? module.run(inputs, empty) : first;
        List<ModelSignature.Port> ports = new ArrayList<>();
        first.forEach((name, tensor) -> {
            long[] dims = tensor.shape().getShape().clone();
            Tensor other = second.getOrDefault(name, tensor);
            for (int axis = 0; axis < dims.length; axis++) {
                boolean same = axis < other.shape().dimension() && other.dimension(axis) == dims[axis];
                dims[axis] = same ? dims[axis] : -1;
            }
            ports.add(new ModelSignature.Port(name, tensor.dataType(), new Shape(dims)));
        });
        return ports;
    }

    /** The rules, with the bounds that follow from the program's tables. */
    List<InputRule> bounded(List<InputRule> rules, SortedSet<Long> tableRows) {
        long longest = longest(rules, tableRows);
        List<InputRule> bounded = new ArrayList<>();
        for (InputRule rule : rules) {
            boolean sequence = rule.dims().size() > 1 && rule.dims().get(1).equals("sequence");
            List<Long> bounds = sequence ? List.of(0L, longest) : List.of();
            bounded.add(new InputRule(rule.name(), rule.dataType(), rule.dims(), bounds, rows(rule, rules, tableRows)));
        }
        return bounded;
    }

    private long rows(InputRule rule, List<InputRule> rules, SortedSet<Long> tableRows) {
        boolean integers = Set.of(DataType.INT64, DataType.INT32).contains(rule.dataType());
        Map<String, Tensor> inputs = sample(rules, 2, 3);
        for (long rows : integers ? tableRows : Set.<Long>of()) {
            if (!runs(Samples.with(inputs, rule, rows)) && runs(Samples.with(inputs, rule, rows - 1))) {
                return rows;
            }
        }
        return 0;
    }

    /** How many positions the program knows, where that is the size of a table; else 0. */
    private long longest(List<InputRule> rules, SortedSet<Long> tableRows) {
        for (long rows : tableRows) {
            if (rows > 2
                    && rows <= LONGEST
                    && !runs(sample(rules, 1, (int) rows + 1))
                    && runs(sample(rules, 1, (int) rows))) {
                return rows;
            }
        }
        return 0;
    }
}
