@NullMarked
package io.adapt4j.train.gate;

import org.jspecify.annotations.NullMarked;
