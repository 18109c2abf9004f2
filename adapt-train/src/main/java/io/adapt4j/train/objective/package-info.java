/** Losses, written once for every engine; one file for each objective. */
@NullMarked
package io.adapt4j.train.objective;

import org.jspecify.annotations.NullMarked;
