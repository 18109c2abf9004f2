package io.adapt4j.train.onnx.objective;

import io.adapt4j.train.gradient.GraphOps;

/** The forward graph of a training behind the base, to which an objective adds its nodes. */
public interface LossSite {

    /** What nodes are added with. */
    GraphOps ops();

    /** The size of a vector. */
    int hidden();

    /** The hidden states of every token, {@code [batch * sequence, hidden]}, after the head's dropout. */
    String tokens();

    /** The pooled vector of every text, {@code [batch, hidden]}, after the head's dropout. */
    String pooled();

    /** The outputs of a trained linear head, {@code [rows, outputs]}. */
    String linear(String vectors, int outputs);

    /** The cosines between vectors and the rows of a trained matrix, {@code [rows, outputs]}. */
    String cosines(String vectors, int outputs);

    /** The rows of a matrix, each divided by its Euclidean norm. */
    String unitRows(String matrix);

    /** The input that takes {@link LossGraph#targets}, of this shape. */
    String targets(String... dims);
}
