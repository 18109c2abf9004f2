/** The gradients of ONNX operators: one file for each family, one registration for each operator. */
@NullMarked
package io.adapt4j.train.gradient.rules;

import org.jspecify.annotations.NullMarked;
