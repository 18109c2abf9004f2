@NullMarked
package io.adapt4j.train.evaluate;

import org.jspecify.annotations.NullMarked;
