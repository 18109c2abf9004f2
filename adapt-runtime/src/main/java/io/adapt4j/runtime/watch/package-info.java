/** Keeps what a host serves at what the aliases of a registry point to. */
@NullMarked
package io.adapt4j.runtime.watch;

import org.jspecify.annotations.NullMarked;
