@NullMarked
package io.adapt4j.train.testing;

import org.jspecify.annotations.NullMarked;
