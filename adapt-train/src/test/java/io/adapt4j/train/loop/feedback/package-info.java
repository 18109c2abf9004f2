@NullMarked
package io.adapt4j.train.loop.feedback;

import org.jspecify.annotations.NullMarked;
