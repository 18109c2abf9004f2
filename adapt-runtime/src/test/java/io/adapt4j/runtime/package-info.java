@NullMarked
package io.adapt4j.runtime;

import org.jspecify.annotations.NullMarked;
