@NullMarked
package io.adapt4j.format;

import org.jspecify.annotations.NullMarked;
