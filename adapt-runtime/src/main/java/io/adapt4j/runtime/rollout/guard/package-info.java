/** What stops a rollout: sequential tests of a challenger against its champion. */
@NullMarked
package io.adapt4j.runtime.rollout.guard;

import org.jspecify.annotations.NullMarked;
