package io.adapt4j.runtime.pytorch;

import ai.djl.Device;
import io.adapt4j.error.EngineException;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.pytorch.AdaptedTarget.Way;
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
import java.util.TreeMap;

/**
 * Tries every target in a batch of three rows: one with an adapter, one without, one with another adapter. The target's adapters must
 * change their rows and leave the one between as it is. Then all targets are tried at once, and each row must be what its adapter
 * gives alone; where it is not, they are tried for that one by one. What is found in the source but does not hold when the program
 * runs is thereby never taken for granted.
 */
final class TargetProbe {
    private static final int ROWS = 3;
    private static final int FIRST = 0;
    private static final int NONE = 1;
    private static final int SECOND = 2;

    /** Between the same sums. */
    private static final double ROUNDING = 1e-5;
    /** Between a product for a batch and one for each row, through a whole model. */
    private static final double OTHER_SUMS = 1e-4;

    private final TorchProgram program;
    private final ScriptModule module;
    private final TensorDictionary empty;
    private final Map<String, Tensor> inputs;
    private final ProbeOutputs untouched;

    /** @param inputs a batch of three rows, on which the program runs */
    TargetProbe(TorchProgram program, ScriptModule module, TensorDictionary empty, Map<String, Tensor> inputs) {
        this.program = program;
        this.module = module;
        this.empty = empty;
        this.inputs = inputs;
        this.untouched = run(empty);
    }

    private ProbeOutputs run(TensorDictionary dictionary) {
        return new ProbeOutputs(module.run(inputs, dictionary), ROWS);
    }

    /** The targets that adapters can get at, in the program's order. */
    List<AdaptedTarget> targets() {
        List<AdaptedTarget> targets = new ArrayList<>();
        List<AdaptedTarget> mixing = new ArrayList<>();
        for (TorchTarget target : program.targets()) {
            way(target, true).map(way -> new AdaptedTarget(target, way)).ifPresent(found -> {
                targets.add(found);
                if (found.way() == Way.ROWS) {
                    mixing.add(found);
                }
            });
        }
        return eachRowIsItsAdapters(mixing) ? targets : triedAgain(targets);
    }

    private List<AdaptedTarget> triedAgain(List<AdaptedTarget> targets) {
        List<AdaptedTarget> again = new ArrayList<>();
        for (AdaptedTarget found : targets) {
            if (found.way() != Way.ROWS || eachRowIsItsAdapters(List.of(found))) {
                again.add(found);
            } else {
                TorchTarget target = found.target();
                way(target, false).ifPresent(way -> again.add(new AdaptedTarget(target, way)));
            }
        }
        return again;
    }

    private Optional<Way> way(TorchTarget target, boolean rows) {
        if (target.kind() == TorchTarget.Kind.INJECTED) {
            if (rows && changesItsRows(new AdaptedTarget(target, Way.ROWS))) {
                return Optional.of(Way.ROWS);
            }
            if (changes(new AdaptedTarget(target, Way.BATCH))) {
                return Optional.of(Way.BATCH);
            }
        }
        return changes(new AdaptedTarget(target, Way.WEIGHT)) ? Optional.of(Way.WEIGHT) : Optional.empty();
    }

    private boolean changes(AdaptedTarget target) {
        try (TensorDictionary adapter = strong(target, 2)) {
            return !run(adapter).same(untouched, ROUNDING);
        } catch (EngineException e) {
            return false;
        }
    }

    private boolean changesItsRows(AdaptedTarget target) {
        try (TensorDictionary first = strong(target, 2);
                TensorDictionary second = strong(target, 1);
                TensorDictionary batch = batch(first, second)) {
            ProbeOutputs together = run(batch);
            return together.sameRow(untouched, NONE, ROUNDING)
                    && !together.sameRow(untouched, FIRST, ROUNDING)
                    && !together.sameRow(untouched, SECOND, ROUNDING);
        } catch (EngineException e) {
            return false;
        }
    }

    private boolean eachRowIsItsAdapters(List<AdaptedTarget> targets) {
        try (TensorDictionary first = mild(targets, 2);
                TensorDictionary second = mild(targets, 1);
                TensorDictionary batch = batch(first, second)) {
            ProbeOutputs together = run(batch);
            return together.sameRow(untouched, NONE, OTHER_SUMS)
                    && together.sameRow(run(first), FIRST, OTHER_SUMS)
                    && together.sameRow(run(second), SECOND, OTHER_SUMS);
        } catch (EngineException e) {
            return false;
        }
    }

    private TensorDictionary batch(TensorDictionary first, TensorDictionary second) {
        return TensorDictionary.stacked(List.of(first, empty, second), AdapterLayout::neutral);
    }

    /** An adapter of one target that outweighs what its weight does, so that it shows in the outputs. */
    private TensorDictionary strong(AdaptedTarget target, int rank) {
        SplittableRandom random = new SplittableRandom(rank);
        int in = target.module().inFeatures();
        int out = target.module().outFeatures();
        float[] a = random(random, rank * in, 0, 1);
        float[] b = random(random, rank * out, 0, 1);
        return dictionary(List.of(target), Map.of(target.path(), Factors.lowRank(rank, a, b)));
    }

    /** An adapter of many targets, with all that there is, that leaves the model's numbers of their size. */
    private TensorDictionary mild(List<AdaptedTarget> targets, int rank) {
        SplittableRandom random = new SplittableRandom(rank);
        Map<String, Factors> factors = new TreeMap<>();
        for (AdaptedTarget target : targets) {
            int in = target.module().inFeatures();
            int out = target.module().outFeatures();
            Factors own = new Factors(
                    rank,
                    random(random, rank * in, 0, 0.5 / Math.sqrt(in)),
                    random(random, rank * out, 0, 1),
                    random(random, in, 1, 0.1),
                    random(random, out, 1, 0.1),
                    random(random, out, 1, 0.1));
            factors.put(target.path(), own);
        }
        return dictionary(targets, factors);
    }

    private TensorDictionary dictionary(List<AdaptedTarget> targets, Map<String, Factors> factors) {
        Map<String, AdaptedTarget> byPath = new TreeMap<>();
        targets.forEach(target -> byPath.put(target.path(), target));
        return new AdapterLayout(program, byPath).dictionary(Device.cpu(), factors);
    }

    private static float[] random(SplittableRandom random, int size, double middle, double spread) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble(middle - spread, middle + spread);
        }
        return values;
    }
}
