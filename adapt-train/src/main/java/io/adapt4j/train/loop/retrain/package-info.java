/** How a run of an adaptation loop makes its candidate: {@link io.adapt4j.train.loop.retrain.Retraining}. */
@NullMarked
package io.adapt4j.train.loop.retrain;

import org.jspecify.annotations.NullMarked;
