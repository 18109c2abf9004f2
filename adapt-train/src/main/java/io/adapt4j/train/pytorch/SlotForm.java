package io.adapt4j.train.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.pytorch.script.TorchTarget;
import io.adapt4j.train.method.TrainedFactors;
import io.adapt4j.train.ops.SlottedOps;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Several adapters in one step. Their tensors are stacked, {@code [slots, ...]}; the program is given the factors of each text's
 * adapter, as for a mixed batch at serving, and PyTorch sums what the texts of a slot make of their gradients.
 */
final class SlotForm extends StepForm {
    private final TorchOps plain;
    private final SlottedOps<NDArray> ops;
    private final NDArray outputMask;
    private final int slots;
    private final int texts;

    private SlotForm(TorchOps plain, SlottedOps<NDArray> ops, NDArray outputMask, int slots, int texts) {
        super(ops);
        this.plain = plain;
        this.ops = ops;
        this.outputMask = outputMask;
        this.slots = slots;
        this.texts = texts;
    }

    /**
     * @param outputMask what is added to the outputs of the heads, {@code [slots, 1, outputs]}
     * @param texts the number of texts of each slot
     */
    static SlotForm of(TorchOps plain, NDArray outputMask, int slots, int texts) {
        SlottedOps<NDArray> ops = new SlottedOps<>(plain, slots, new IdentityHashMap<>());
        return new SlotForm(plain, ops, ops.slotted(outputMask, 2), slots, texts);
    }

    @Override
    int leadingAxes() {
        return 1;
    }

    @Override
    NDArray own(NDArray tensor, int rank) {
        return ops.slotted(tensor, rank);
    }

    @Override
    TrainedFactors<NDArray> forBase(TorchTarget target, boolean takesFactors, TrainedFactors<NDArray> factors) {
        if (!takesFactors || factors.dense() != null) {
            throw new UnsupportedFeatureException(
                    "The module \"" + target.module().path()
                            + "\" is given a whole weight, of which a program takes one for all texts, so that adapters cannot be"
                            + " trained side by side; train them one after the other, or with LoRA");
        }
        TrainedFactors.Product<NDArray> product = factors.product();
        return new TrainedFactors<>(
                product == null
                        ? null
                        : new TrainedFactors.Product<>(matrix(product.a()), matrix(product.b()), product.dropout()),
                null,
                gain(factors.inputGain()),
                gain(factors.outputGain()),
                gain(factors.biasGain()));
    }

    /** One matrix for each text, also of one that all adapters share. */
    private NDArray matrix(NDArray matrix) {
        return matrix.getShape().dimension() == 2
                ? matrix.expandDims(0).repeat(0, (long) slots * texts)
                : matrix.repeat(0, texts);
    }

    /** One gain for each text; one that all adapters share stays as it is. */
    private @Nullable NDArray gain(@Nullable NDArray gain) {
        return gain == null || gain.getShape().dimension() == 1 ? gain : gain.repeat(0, texts);
    }

    @Override
    NDArray states(NDArray hiddenStates) {
        Shape shape = hiddenStates.getShape();
        return own(plain.reshape(hiddenStates, slots, texts, shape.get(1), shape.get(2)), 3);
    }

    @Override
    NDArray ownOutputs(NDArray outputs) {
        return ops.add(outputs, outputMask);
    }

    @Override
    NDArray total(NDArray loss) {
        return plain.sum(loss);
    }
}
