/** Adapted models behind DJL's {@code Model}, {@code Predictor} and {@code Translator}. */
@NullMarked
package io.adapt4j.runtime.djl;

import org.jspecify.annotations.NullMarked;
