/**
 * The loop that keeps an adapter up to date: events, retraining, gate, release. {@link io.adapt4j.train.loop.AdaptationLoop} is the way
 * in.
 */
@NullMarked
package io.adapt4j.train.loop;

import org.jspecify.annotations.NullMarked;
