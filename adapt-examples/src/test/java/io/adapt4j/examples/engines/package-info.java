/** Tests of one adapter on two engines. */
@NullMarked
package io.adapt4j.examples.engines;

import org.jspecify.annotations.NullMarked;
