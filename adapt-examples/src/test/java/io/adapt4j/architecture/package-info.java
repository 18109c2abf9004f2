@NullMarked
package io.adapt4j.architecture;

import org.jspecify.annotations.NullMarked;
