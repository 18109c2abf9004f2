@NullMarked
package io.adapt4j.runtime.rollout.guard;

import org.jspecify.annotations.NullMarked;
