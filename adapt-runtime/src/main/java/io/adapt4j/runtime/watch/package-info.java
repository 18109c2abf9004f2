/** Follows a registry: keeps what a host serves at what aliases point to, and tells of successors of base models. */
@NullMarked
package io.adapt4j.runtime.watch;

import org.jspecify.annotations.NullMarked;
