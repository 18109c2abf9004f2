package io.adapt4j.train.ops;

import java.util.List;

/**
 * Operations on the tensors of one engine, all of them differentiable. Methods and losses are expressions in these: an engine
 * that builds graphs adds a node for each, one that computes at once computes it. Elementwise operations broadcast as NumPy
 * does. Axes are counted from zero.
 *
 * @param <T> what the engine has for a tensor of floating-point numbers
 */
public interface TensorOps<T> {

    T scalar(double value);

    T add(T a, T b);

    T sub(T a, T b);

    T mul(T a, T b);

    /** The elements times a number. */
    default T mul(T a, double factor) {
        return factor == 1 ? a : mul(a, scalar(factor));
    }

    T div(T a, T b);

    T sqrt(T a);

    T exp(T a);

    /** The natural logarithm. */
    T log(T a);

    /** The elements, or zero where they are negative. */
    T relu(T a);

    /** The product of matrices {@code [..., n, k]} and {@code [..., k, m]}. */
    T matMul(T a, T b);

    /** A matrix with its axes swapped. */
    default T transpose(T matrix) {
        return transpose(matrix, 1, 0);
    }

    /** The same elements with axis {@code axes[i]} in the place of axis i. */
    T transpose(T a, int... axes);

    /** The same elements in another shape, of which one size may be -1: what is left. */
    T reshape(T a, long... dims);

    /** The part from {@code start} to before {@code end} along an axis. */
    T slice(T a, int axis, long start, long end);

    T concat(int axis, List<T> parts);

    /** The sum of all elements, a scalar. */
    T sum(T a);

    /** The sums along an axis, which stays with size 1. */
    T sum(T a, int axis);

    /** The mean of all elements, a scalar. */
    T mean(T a);

    /** The means along an axis, which stays with size 1. */
    T mean(T a, int axis);

    /** The logarithm of the softmax along an axis. */
    T logSoftmax(T a, int axis);

    /** A tensor as it is, through which no gradient flows. */
    T detached(T a);
}
