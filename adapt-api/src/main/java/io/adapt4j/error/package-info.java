/** The typed errors of the library. */
@NullMarked
package io.adapt4j.error;

import org.jspecify.annotations.NullMarked;
