@NullMarked
package io.adapt4j.method;

import org.jspecify.annotations.NullMarked;
