@NullMarked
package io.adapt4j.train.onnx;

import org.jspecify.annotations.NullMarked;
