/** One page, and the JSON behind it, that shows a registry and a running host. */
@NullMarked
package io.adapt4j.runtime.dashboard;

import org.jspecify.annotations.NullMarked;
