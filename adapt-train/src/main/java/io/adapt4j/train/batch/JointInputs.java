package io.adapt4j.train.batch;

import ai.djl.ndarray.types.Shape;
import io.adapt4j.TargetModule;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.spi.JointSession.Slot;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The tensors of a pass of several adapters beside the base's own inputs: those of {@link BatchInputs} for each slot, stacked along
 * a first axis. What is random in them is drawn as for the slot alone; what is padded is zero, and so takes no part in a loss.
 */
public final class JointInputs implements PassInputs {
    /** Added to the outputs that a smaller head does not have; no sum of logits comes near it. */
    private static final float IMPOSSIBLE = -1e9f;

    private final List<Slot> slots;
    private final List<BatchInputs> inputs = new ArrayList<>();

    public JointInputs(List<Slot> slots) {
        this.slots = slots;
        slots.forEach(slot -> inputs.add(new BatchInputs(slot.spec(), slot.batch())));
    }

    /** All texts, slot by slot. */
    public TokenBatch texts() {
        List<TokenizedText> texts = new ArrayList<>();
        slots.forEach(slot -> texts.addAll(slot.batch().texts()));
        return new TokenBatch(texts);
    }

    /** {@code [slots, texts, 1, sequence]}. */
    @Override
    public Tensor poolingWeights() {
        return stack(BatchInputs::poolingWeights);
    }

    /** {@code [slots, texts, hidden]}. */
    @Override
    public Tensor vectorMask() {
        return stack(BatchInputs::vectorMask);
    }

    /** {@code [slots, texts * sequence, hidden]}. */
    @Override
    public Tensor tokenMask() {
        return perToken(BatchInputs::tokenMask);
    }

    /** {@code [slots, ...]}. */
    @Override
    public Tensor targets() {
        return slots.get(0).spec().objective() instanceof Objective.TokenSoftmax
                ? perToken(BatchInputs::targets)
                : stack(BatchInputs::targets);
    }

    /** What is added to the outputs of the heads, {@code [slots, 1, outputs]}: zero, or minus very much where a head is smaller. */
    public Tensor outputMask() {
        int[] outputs = slots.stream().mapToInt(JointInputs::outputs).toArray();
        int widest = Arrays.stream(outputs).max().orElseThrow();
        float[] mask = new float[slots.size() * widest];
        for (int slot = 0; slot < outputs.length; slot++) {
            Arrays.fill(mask, slot * widest + outputs[slot], (slot + 1) * widest, IMPOSSIBLE);
        }
        return Tensor.of(mask, slots.size(), 1, widest);
    }

    private static int outputs(Slot slot) {
        return slot.parameters().stream()
                .filter(parameter -> parameter.role() == Parameter.Role.HEAD_WEIGHT)
                .mapToInt(Parameter::rows)
                .max()
                .orElse(1);
    }

    /** What dropout keeps of a module's input, BOOLEAN {@code [slots * texts, sequence, in]}. */
    @Override
    public Tensor keep(TargetModule module, double dropout) {
        return allTexts(stack(batch -> batch.keep(module, dropout)));
    }

    /**
     * The noise on the token embeddings, FLOAT32 {@code [slots * texts, sequence, width]}.
     *
     * @param width the size of an embedding
     */
    public Tensor embeddingNoise(int width) {
        return allTexts(stack(batch -> batch.embeddingNoise(width)));
    }

    /** Tensors of one block for each text, slot by slot as the base takes them. */
    private static Tensor allTexts(Tensor stacked) {
        return Tensor.of(
                stacked.dataType(),
                new Shape(stacked.dimension(0) * stacked.dimension(1), stacked.dimension(2), stacked.dimension(3)),
                stacked.data());
    }

    private Tensor stack(Function<BatchInputs, Tensor> kind) {
        return Stack.of(inputs.stream().map(kind).toList());
    }

    /** Tensors of one row for each token, whose texts are filled up to the same length. */
    private Tensor perToken(Function<BatchInputs, Tensor> kind) {
        List<Tensor> apart = new ArrayList<>();
        for (BatchInputs batch : inputs) {
            Tensor tensor = kind.apply(batch);
            apart.add(Tensor.of(
                    tensor.dataType(), new Shape(batch.rows(), batch.sequence(), tensor.dimension(1)), tensor.data()));
        }
        Tensor stacked = Stack.of(apart);
        return Tensor.of(
                stacked.dataType(),
                new Shape(stacked.dimension(0), stacked.dimension(1) * stacked.dimension(2), stacked.dimension(3)),
                stacked.data());
    }
}
