@NullMarked
package io.adapt4j.runtime.watch;

import org.jspecify.annotations.NullMarked;
