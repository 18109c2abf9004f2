@NullMarked
package io.adapt4j.examples.recipe;

import org.jspecify.annotations.NullMarked;
