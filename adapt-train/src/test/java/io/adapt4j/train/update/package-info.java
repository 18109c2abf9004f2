@NullMarked
package io.adapt4j.train.update;

import org.jspecify.annotations.NullMarked;
