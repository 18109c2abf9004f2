/** Training adapters: from examples to an adapter that can be saved and deployed. */
@NullMarked
package io.adapt4j.train;

import org.jspecify.annotations.NullMarked;
