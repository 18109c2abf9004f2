/** Losses as graphs, one file for each objective. */
@NullMarked
package io.adapt4j.train.onnx.objective;

import org.jspecify.annotations.NullMarked;
