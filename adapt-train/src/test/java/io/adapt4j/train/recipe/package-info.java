@NullMarked
package io.adapt4j.train.recipe;

import org.jspecify.annotations.NullMarked;
