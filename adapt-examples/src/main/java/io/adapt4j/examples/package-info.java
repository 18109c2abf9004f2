/** Runnable programs on real models and real data. */
@NullMarked
package io.adapt4j.examples;

import org.jspecify.annotations.NullMarked;
