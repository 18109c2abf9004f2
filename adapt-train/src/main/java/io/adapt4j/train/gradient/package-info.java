/**
 * Reverse-mode differentiation of ONNX graphs. {@link io.adapt4j.train.gradient.GradientGraph} walks a graph backwards;
 * the rules for the operators are in the package {@code rules}, one file for each family.
 */
@NullMarked
package io.adapt4j.train.gradient;

import org.jspecify.annotations.NullMarked;
