/** What a training step takes beside the base's own inputs, made in Java so that a seed decides it for every engine alike. */
@NullMarked
package io.adapt4j.train.batch;

import org.jspecify.annotations.NullMarked;
