/** Gathering single requests into batches. */
@NullMarked
package io.adapt4j.runtime.batch;

import org.jspecify.annotations.NullMarked;
