@NullMarked
package io.adapt4j.trust;

import org.jspecify.annotations.NullMarked;
