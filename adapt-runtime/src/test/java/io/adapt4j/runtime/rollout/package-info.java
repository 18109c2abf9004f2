@NullMarked
package io.adapt4j.runtime.rollout;

import org.jspecify.annotations.NullMarked;
