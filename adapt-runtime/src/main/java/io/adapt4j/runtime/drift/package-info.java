/** Monitors that watch a deployment for drift, off the request path and in a fixed number of bytes. */
@NullMarked
package io.adapt4j.runtime.drift;

import org.jspecify.annotations.NullMarked;
