/**
 * What turns out about answers that were given: {@link io.adapt4j.train.loop.feedback.Feedback} is the way in, and {@link
 * io.adapt4j.train.loop.feedback.LabelStore} keeps it.
 */
@NullMarked
package io.adapt4j.train.loop.feedback;

import org.jspecify.annotations.NullMarked;
