@NullMarked
package io.adapt4j.train.gradient;

import org.jspecify.annotations.NullMarked;
