/** What every registry passes. */
@NullMarked
package io.adapt4j.registry;

import org.jspecify.annotations.NullMarked;
