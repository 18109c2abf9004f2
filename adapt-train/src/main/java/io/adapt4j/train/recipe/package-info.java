/**
 * Trainings as documents: a {@link io.adapt4j.train.recipe.Recipe} says all that decides what a training gives, and
 * {@link io.adapt4j.train.recipe.Reproduction} trains an adapter once more from the recipe in its manifest.
 */
@NullMarked
package io.adapt4j.train.recipe;

import org.jspecify.annotations.NullMarked;
