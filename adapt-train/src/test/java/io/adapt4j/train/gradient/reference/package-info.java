/** A slow, plain interpreter of ONNX graphs in double precision, to check gradients against. */
@NullMarked
package io.adapt4j.train.gradient.reference;

import org.jspecify.annotations.NullMarked;
