/** Which of the registered adapters are in memory. */
@NullMarked
package io.adapt4j.runtime.pool;

import org.jspecify.annotations.NullMarked;
