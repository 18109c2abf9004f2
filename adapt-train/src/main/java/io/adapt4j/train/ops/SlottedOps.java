package io.adapt4j.train.ops;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Operations on several equal things at once: a tensor has one more axis than its user sees, the first, with a slot for each of
 * them. What is written for one adapter is computed for all by it, each by itself, in as many operations as for one.
 *
 * <p>A tensor that has not been declared to have slots is the same for all. It has no more axes than what it meets.
 *
 * @param <T> the engine's tensor
 */
public final class SlottedOps<T> implements TensorOps<T> {
    private final TensorOps<T> ops;
    private final long slots;
    private final Map<T, Integer> ranks;

    /**
     * @param ops the engine's operations
     * @param slots the first size of a reshape that keeps the slots: their number, or what stands for it
     * @param ranks an empty map that knows the engine's tensors
     */
    public SlottedOps(TensorOps<T> ops, long slots, Map<T, Integer> ranks) {
        this.ops = ops;
        this.slots = slots;
        this.ranks = ranks;
    }

    /** Declares that a tensor has slots, before as many axes as its user sees. */
    public T slotted(T tensor, int rank) {
        ranks.put(tensor, rank);
        return tensor;
    }

    private boolean isShared(T tensor) {
        return !ranks.containsKey(tensor);
    }

    private int rank(T tensor) {
        return ranks.getOrDefault(tensor, 0);
    }

    @Override
    public T scalar(double value) {
        return ops.scalar(value);
    }

    @Override
    public T add(T a, T b) {
        return together(a, b, ops::add);
    }

    @Override
    public T sub(T a, T b) {
        return together(a, b, ops::sub);
    }

    @Override
    public T mul(T a, T b) {
        return together(a, b, ops::mul);
    }

    @Override
    public T div(T a, T b) {
        return together(a, b, ops::div);
    }

    @Override
    public T matMul(T a, T b) {
        return together(a, b, ops::matMul);
    }

    private T together(T a, T b, BinaryOperator<T> operation) {
        if (isShared(a) && isShared(b)) {
            return operation.apply(a, b);
        }
        int rank = Math.max(rank(a), rank(b));
        return slotted(operation.apply(aligned(a, rank), aligned(b, rank)), rank);
    }

    /** A tensor with as many axes as another, so that the slots of both are the same axis. */
    private T aligned(T tensor, int rank) {
        int own = rank(tensor);
        if (isShared(tensor) || own == rank) {
            return tensor;
        }
        if (own > 1) {
            throw new IllegalArgumentException(
                    "Only vectors meet tensors of more axes, but one of " + own + " met " + rank);
        }
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        dims[rank - 1] = own == 0 ? 1 : -1;
        return reshape(tensor, dims);
    }

    @Override
    public T sqrt(T a) {
        return like(a, ops.sqrt(a));
    }

    @Override
    public T exp(T a) {
        return like(a, ops.exp(a));
    }

    @Override
    public T log(T a) {
        return like(a, ops.log(a));
    }

    @Override
    public T relu(T a) {
        return like(a, ops.relu(a));
    }

    @Override
    public T detached(T a) {
        return like(a, ops.detached(a));
    }

    private T like(T a, T result) {
        return isShared(a) ? result : slotted(result, rank(a));
    }

    @Override
    public T transpose(T a, int... axes) {
        if (isShared(a)) {
            return ops.transpose(a, axes);
        }
        int[] all = new int[axes.length + 1];
        for (int i = 0; i < axes.length; i++) {
            all[i + 1] = axes[i] + 1;
        }
        return slotted(ops.transpose(a, all), axes.length);
    }

    @Override
    public T reshape(T a, long... dims) {
        return isShared(a) ? ops.reshape(a, dims) : slotted(ops.reshape(a, withSlots(dims)), dims.length);
    }

    private long[] withSlots(long... dims) {
        long[] all = new long[dims.length + 1];
        all[0] = slots;
        System.arraycopy(dims, 0, all, 1, dims.length);
        return all;
    }

    @Override
    public T slice(T a, int axis, long start, long end) {
        return like(a, ops.slice(a, axis(a, axis), start, end));
    }

    @Override
    public T concat(int axis, List<T> parts) {
        return like(parts.get(0), ops.concat(axis(parts.get(0), axis), parts));
    }

    private int axis(T a, int axis) {
        return isShared(a) ? axis : axis + 1;
    }

    @Override
    public T sum(T a) {
        return isShared(a) ? ops.sum(a) : perSlot(ops.sum(ops.reshape(a, withSlots(-1)), 1));
    }

    @Override
    public T mean(T a) {
        return isShared(a) ? ops.mean(a) : perSlot(ops.mean(ops.reshape(a, withSlots(-1)), 1));
    }

    /** One number for each slot. */
    private T perSlot(T column) {
        return slotted(ops.reshape(column, withSlots()), 0);
    }

    @Override
    public T sum(T a, int axis) {
        return like(a, ops.sum(a, axis(a, axis)));
    }

    @Override
    public T mean(T a, int axis) {
        return like(a, ops.mean(a, axis(a, axis)));
    }

    @Override
    public T logSoftmax(T a, int axis) {
        return like(a, ops.logSoftmax(a, axis(a, axis)));
    }
}
