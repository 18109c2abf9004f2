/** How a delta is parametrised: one configuration type per method. */
@NullMarked
package io.adapt4j.method;

import org.jspecify.annotations.NullMarked;
