/** Reading and writing ONNX files; the only place that knows their protobuf classes. */
@NullMarked
package io.adapt4j.runtime.onnx.proto;

import org.jspecify.annotations.NullMarked;
