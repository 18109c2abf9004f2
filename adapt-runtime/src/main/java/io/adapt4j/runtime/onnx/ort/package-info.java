/** Sessions of ONNX Runtime over graphs; the only place that knows its Java API. */
@NullMarked
package io.adapt4j.runtime.onnx.ort;

import org.jspecify.annotations.NullMarked;
