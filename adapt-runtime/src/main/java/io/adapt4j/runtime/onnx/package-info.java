/** The ONNX engine: base models opened, checked, adapted and run on ONNX Runtime. */
@NullMarked
package io.adapt4j.runtime.onnx;

import org.jspecify.annotations.NullMarked;
