package io.adapt4j.runtime.pytorch;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.adapt4j.error.EngineException;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.pytorch.libtorch.ScriptModule;
import io.adapt4j.runtime.pytorch.libtorch.TensorDictionary;
import io.adapt4j.runtime.pytorch.script.TorchProgram;
import io.adapt4j.runtime.pytorch.script.TorchTarget;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Tries every target once: an adapter on it must change the outputs, and an adapter of one row those of this row alone. What is found
 * in the source but does not hold when the program runs is thereby never taken for granted.
 */
final class TargetProbe {
    private static final int ROWS = 3;
    private static final int CHANGED = 1;
    private static final int RANK = 2;

    private final TorchProgram program;
    private final ScriptModule module;
    private final TensorDictionary empty;
    private final Map<String, Tensor> inputs;
    private final Map<String, Tensor> untouched;

    /** @param inputs a batch of three rows, on which the program runs */
    TargetProbe(TorchProgram program, ScriptModule module, TensorDictionary empty, Map<String, Tensor> inputs) {
        this.program = program;
        this.module = module;
        this.empty = empty;
        this.inputs = inputs;
        this.untouched = module.run(inputs, empty);
    }

    /** The targets that adapters can get at, in the program's order. */
    List<AdaptedTarget> targets() {
        List<AdaptedTarget> targets = new ArrayList<>();
        for (TorchTarget target : program.targets()) {
            way(target).ifPresent(way -> targets.add(new AdaptedTarget(target, way)));
        }
        return targets;
    }

    private Optional<AdaptedTarget.Way> way(TorchTarget target) {
        if (target.kind() == TorchTarget.Kind.INJECTED) {
            if (changesOneRow(target)) {
                return Optional.of(AdaptedTarget.Way.ROWS);
            }
            if (changes(new AdaptedTarget(target, AdaptedTarget.Way.BATCH))) {
                return Optional.of(AdaptedTarget.Way.BATCH);
            }
        }
        return changes(new AdaptedTarget(target, AdaptedTarget.Way.WEIGHT))
                ? Optional.of(AdaptedTarget.Way.WEIGHT)
                : Optional.empty();
    }

    private TensorDictionary adapter(AdaptedTarget target) {
        SplittableRandom random = new SplittableRandom(2);
        int in = target.module().inFeatures();
        int out = target.module().outFeatures();
        Factors factors = Factors.lowRank(RANK, random(random, RANK * in), random(random, RANK * out));
        return new AdapterLayout(program, Map.of(target.path(), target))
                .dictionary(Device.cpu(), Map.of(target.path(), factors));
    }

    private static float[] random(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private boolean changes(AdaptedTarget target) {
        try (TensorDictionary adapter = adapter(target)) {
            return !same(module.run(inputs, adapter), 0, ROWS);
        } catch (EngineException e) {
            return false;
        }
    }

    private boolean changesOneRow(TorchTarget target) {
        List<TensorDictionary> rows = new ArrayList<>();
        try (TensorDictionary adapter = adapter(new AdaptedTarget(target, AdaptedTarget.Way.ROWS))) {
            for (int r = 0; r < ROWS; r++) {
                rows.add(r == CHANGED ? adapter : empty);
            }
            try (TensorDictionary batch = TensorDictionary.stacked(rows, AdapterLayout::neutral)) {
                Map<String, Tensor> outputs = module.run(inputs, batch);
                boolean others = same(outputs, 0, CHANGED) && same(outputs, CHANGED + 1, ROWS);
                return others && !same(outputs, CHANGED, CHANGED + 1);
            }
        } catch (EngineException e) {
            return false;
        }
    }

    /** Whether some rows of the outputs are those of the untouched program, up to rounding. */
    private boolean same(Map<String, Tensor> outputs, int start, int end) {
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            Tensor before = untouched.get(output.getKey());
            Tensor after = output.getValue();
            if (before == null || !before.shape().equals(after.shape())) {
                return false;
            }
            boolean batched = after.shape().dimension() > 0 && after.dimension(0) == ROWS;
            if (!batched && end - start < ROWS) {
                return false;
            }
            if (!sameElements(before, after, batched ? start : 0, batched ? end : ROWS)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameElements(Tensor before, Tensor after, int start, int end) {
        if (before.dataType() != DataType.FLOAT32) {
            return before.equals(after);
        }
        float[] values = before.toFloatArray();
        float[] others = after.toFloatArray();
        int row = values.length / ROWS;
        int last = end == ROWS ? values.length : end * row;
        for (int i = start * row; i < last; i++) {
            float x = values[i];
            float y = others[i];
            if (Math.abs(x - y) > 1e-5 * Math.max(1, Math.abs(x)) || Float.isNaN(x) != Float.isNaN(y)) {
                return false;
            }
        }
        return true;
    }
}
