/** How a candidate that passed its gate gets to serve: {@link io.adapt4j.train.loop.release.Release}. */
@NullMarked
package io.adapt4j.train.loop.release;

import org.jspecify.annotations.NullMarked;
