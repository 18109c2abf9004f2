@NullMarked
package io.adapt4j.train.loop.retrain;

import org.jspecify.annotations.NullMarked;
