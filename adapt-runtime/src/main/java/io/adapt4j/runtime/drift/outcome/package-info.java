/** Detectors of change in a stream of right and wrong answers. */
@NullMarked
package io.adapt4j.runtime.drift.outcome;

import org.jspecify.annotations.NullMarked;
