@NullMarked
package io.adapt4j.train;

import org.jspecify.annotations.NullMarked;
