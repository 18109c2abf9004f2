package io.adapt4j.train.objective;

import io.adapt4j.train.ops.TensorOps;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What lies between the base and a loss: pooling, dropout and head. With hidden states {@code h [texts, sequence, hidden]},
 * pooling weights {@code p [texts, 1, sequence]} and a dropout mask {@code m}, a text's vector is {@code (p h) * m}.
 *
 * @param <T> the engine's tensor
 */
public final class LossSite<T> {
    /** Added to squared norms, against division by zero. */
    private static final double SMALLEST_SQUARE = 1e-12;

    private final TrainingSpec spec;
    private final TensorOps<T> ops;
    private final BatchTensors<T> batch;

    public LossSite(TrainingSpec spec, TensorOps<T> ops, BatchTensors<T> batch) {
        this.spec = spec;
        this.ops = ops;
        this.batch = batch;
    }

    /** What the engine can do with its tensors. */
    public TensorOps<T> ops() {
        return ops;
    }

    /** The size of a vector. */
    public int hidden() {
        return spec.hidden();
    }

    /** The hidden states of every token, {@code [texts * sequence, hidden]}, after the head's dropout. */
    public T tokens() {
        return dropped(ops.reshape(batch.states(), -1, hidden()), batch::tokenMask);
    }

    /** The pooled vector of every text, {@code [texts, hidden]}, after the head's dropout. */
    public T pooled() {
        T vectors = ops.matMul(batch.poolingWeights(), batch.states());
        return dropped(ops.reshape(vectors, -1, hidden()), batch::vectorMask);
    }

    private T dropped(T vectors, Supplier<T> mask) {
        return spec.headDropout() == 0 ? vectors : ops.mul(vectors, mask.get());
    }

    /**
     * The vectors of all first texts, of all second ones, and so on, each {@code [examples, hidden]}.
     *
     * @param vectors one for each text, {@code [texts, hidden]}
     */
    public List<T> perExample(T vectors) {
        int texts = spec.objective().textsPerExample();
        T apart = ops.reshape(vectors, texts, -1, hidden());
        List<T> parts = new ArrayList<>();
        for (int i = 0; i < texts; i++) {
            parts.add(ops.reshape(ops.slice(apart, 0, i, i + 1), -1, hidden()));
        }
        return parts;
    }

    /** The outputs of a head that was declared with {@link Heads#of}, {@code [rows, outputs]}. */
    public T logits(HeadConfig head, T vectors) {
        return head instanceof HeadConfig.Cosine cosine ? ops.mul(cosines(vectors), cosine.scale()) : linear(vectors);
    }

    /** The outputs of the {@link Heads#linear} head, {@code [rows, outputs]}. */
    public T linear(T vectors) {
        T product = ops.matMul(vectors, ops.transpose(batch.parameter(Heads.WEIGHT)));
        return batch.own(ops.add(product, batch.parameter(Heads.BIAS)));
    }

    /** The cosines between vectors and the rows of the {@link Heads#cosine} head's matrix, {@code [rows, outputs]}. */
    public T cosines(T vectors) {
        return batch.own(ops.matMul(unitRows(vectors), ops.transpose(unitRows(batch.parameter(Heads.WEIGHT)))));
    }

    /** The rows of a matrix, each divided by its Euclidean norm. */
    public T unitRows(T matrix) {
        return ops.div(matrix, norms(matrix));
    }

    /** The Euclidean norms of the rows of a matrix, {@code [rows, 1]}. */
    public T norms(T matrix) {
        T squares = ops.sum(ops.mul(matrix, matrix), 1);
        return ops.sqrt(ops.add(squares, ops.scalar(SMALLEST_SQUARE)));
    }

    /** The targets, as {@link Loss#targets} gives them. */
    public T targets() {
        return batch.targets();
    }

    /** A parameter that the loss declared with {@link Loss#head}. */
    public T parameter(String name) {
        return batch.parameter(name);
    }
}
