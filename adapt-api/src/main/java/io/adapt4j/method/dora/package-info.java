/** DoRA: weight-decomposed low-rank adaptation. */
@NullMarked
package io.adapt4j.method.dora;

import org.jspecify.annotations.NullMarked;
