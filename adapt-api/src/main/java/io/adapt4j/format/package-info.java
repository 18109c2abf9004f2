/** Adapters on disk and in transit. */
@NullMarked
package io.adapt4j.format;

import org.jspecify.annotations.NullMarked;
