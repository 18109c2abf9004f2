/** Rollouts: a challenger meets live traffic step by step, and is promoted, or stopped by its guards. */
@NullMarked
package io.adapt4j.runtime.rollout;

import org.jspecify.annotations.NullMarked;
