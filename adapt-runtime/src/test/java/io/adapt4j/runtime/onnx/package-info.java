@NullMarked
package io.adapt4j.runtime.onnx;

import org.jspecify.annotations.NullMarked;
