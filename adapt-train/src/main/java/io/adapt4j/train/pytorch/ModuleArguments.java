package io.adapt4j.train.pytorch;

import ai.djl.ndarray.NDArray;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.pytorch.script.TorchTarget;
import io.adapt4j.train.method.TrainedFactors;
import io.adapt4j.train.ops.TensorOps;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What an edited program is given so that its modules do what factors say. A module that takes factors is given them; one whose
 * product could not be followed, or whose weight changes as a whole, is given the weight that they amount to.
 */
final class ModuleArguments {
    private final TensorOps<NDArray> ops;
    private final Function<String, NDArray> frozen;
    private final BiFunction<TargetModule, Double, NDArray> keep;
    private final Map<String, NDArray> dictionary = new TreeMap<>();

    /**
     * @param frozen a parameter of the program, by its path
     * @param keep what dropout of a probability keeps of a module's input
     */
    ModuleArguments(
            TensorOps<NDArray> ops, Function<String, NDArray> frozen, BiFunction<TargetModule, Double, NDArray> keep) {
        this.ops = ops;
        this.frozen = frozen;
        this.keep = keep;
    }

    Map<String, NDArray> dictionary() {
        return dictionary;
    }

    /** The frozen weight of a target, {@code [out, in]}. */
    NDArray weight(TorchTarget target) {
        return oriented(target, frozen.apply(target.weight()));
    }

    private NDArray oriented(TorchTarget target, NDArray weight) {
        return target.transposed() ? ops.transpose(weight) : weight;
    }

    void add(TorchTarget target, boolean takesFactors, TrainedFactors<NDArray> factors) {
        if (takesFactors && factors.dense() == null) {
            addFactors(target, factors);
        } else {
            addWeight(target, factors);
        }
    }

    private void addFactors(TorchTarget target, TrainedFactors<NDArray> factors) {
        String path = target.module().path();
        TrainedFactors.Product<NDArray> product = factors.product();
        if (product != null) {
            double dropout = product.dropout();
            dictionary.put(path + ":a", product.a());
            dictionary.put(path + ":b", ops.mul(product.b(), 1 / (1 - dropout)));
            if (dropout > 0) {
                dictionary.put(path + ":keep", keep.apply(target.module(), dropout));
            }
        }
        if (factors.inputGain() != null) {
            dictionary.put(path + ":in", factors.inputGain());
        }
        if (factors.outputGain() != null) {
            dictionary.put(path + ":out", factors.outputGain());
        }
        if (factors.biasGain() != null && target.bias().isPresent()) {
            dictionary.put(path + ":bias", factors.biasGain());
        }
    }

    /** {@code outputGain * W * inputGain + (a^T b)^T + dense} in the place of W, and {@code bias * biasGain} in that of the bias. */
    private void addWeight(TorchTarget target, TrainedFactors<NDArray> factors) {
        NDArray weight = weight(target);
        if (factors.inputGain() != null) {
            weight = ops.mul(weight, factors.inputGain());
        }
        if (factors.outputGain() != null) {
            weight = ops.mul(weight, ops.reshape(factors.outputGain(), -1, 1));
        }
        TrainedFactors.Product<NDArray> product = factors.product();
        if (product != null) {
            if (product.dropout() > 0) {
                throw new UnsupportedFeatureException(
                        "The module \"" + target.module().path()
                                + "\" can only be given a whole weight, which leaves no place for dropout; train without, or"
                                + " leave it out of the targets");
            }
            weight = ops.add(weight, ops.matMul(ops.transpose(product.b()), product.a()));
        }
        if (factors.dense() != null) {
            weight = ops.add(weight, factors.dense());
        }
        dictionary.put(target.weight(), oriented(target, weight));
        NDArray gain = factors.biasGain();
        if (gain != null) {
            target.bias().ifPresent(bias -> dictionary.put(bias, ops.mul(frozen.apply(bias), gain)));
        }
    }
}
