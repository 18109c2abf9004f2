/** Training on ONNX base models: the adapted graph, its loss and its gradients as one graph on ONNX Runtime. */
@NullMarked
package io.adapt4j.train.onnx;

import org.jspecify.annotations.NullMarked;
