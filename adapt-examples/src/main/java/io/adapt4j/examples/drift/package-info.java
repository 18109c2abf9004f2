/** Drift monitors on streams whose changes are known. */
@NullMarked
package io.adapt4j.examples.drift;

import org.jspecify.annotations.NullMarked;
