/**
 * Documents of a fixed shape: how they are parsed, read with all their errors at once, written, and described to editors as a JSON
 * Schema. One {@link io.adapt4j.train.recipe.document.Shape} does the last three, so that they cannot disagree.
 */
@NullMarked
package io.adapt4j.train.recipe.document;

import org.jspecify.annotations.NullMarked;
