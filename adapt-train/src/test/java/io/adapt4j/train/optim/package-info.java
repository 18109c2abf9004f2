@NullMarked
package io.adapt4j.train.optim;

import org.jspecify.annotations.NullMarked;
