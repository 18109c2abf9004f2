/** From texts to tensors and from hidden states to a task's answer. */
@NullMarked
package io.adapt4j.runtime.text;

import org.jspecify.annotations.NullMarked;
