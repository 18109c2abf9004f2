@NullMarked
package io.adapt4j.runtime.djl;

import org.jspecify.annotations.NullMarked;
