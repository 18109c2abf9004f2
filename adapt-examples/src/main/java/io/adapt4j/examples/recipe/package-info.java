/** The command line for recipes: train by one, verify what one gave, search for a better one. */
@NullMarked
package io.adapt4j.examples.recipe;

import org.jspecify.annotations.NullMarked;
