/** How each method's parameters are made, started and used in training. */
@NullMarked
package io.adapt4j.train.method;

import org.jspecify.annotations.NullMarked;
