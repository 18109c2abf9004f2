/** Base models and adapters: the vocabulary that every other package builds on. */
@NullMarked
package io.adapt4j;

import org.jspecify.annotations.NullMarked;
