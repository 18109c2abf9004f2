@NullMarked
package io.adapt4j;

import org.jspecify.annotations.NullMarked;
