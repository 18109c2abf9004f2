/**
 * Search over free parameters of a recipe: grid, random, and successive halving. Candidates are compared by the examples that the
 * recipe evaluates on, never by test data, so that a test afterwards is still of examples that nothing was chosen by.
 */
@NullMarked
package io.adapt4j.train.search;

import org.jspecify.annotations.NullMarked;
