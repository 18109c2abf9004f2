/** What every registry passes. */
@NullMarked
package io.adapt4j.testing.registry;

import org.jspecify.annotations.NullMarked;
