/** Host tensors. */
@NullMarked
package io.adapt4j.tensor;

import org.jspecify.annotations.NullMarked;
