/** Finding the target modules of an ONNX graph and giving them adapter inputs. */
@NullMarked
package io.adapt4j.runtime.onnx.edit;

import org.jspecify.annotations.NullMarked;
