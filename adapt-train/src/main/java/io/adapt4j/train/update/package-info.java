/**
 * Changes of the labels that an adapter knows, without training it anew. {@link io.adapt4j.train.update.LabelChange} says what
 * changes, {@link io.adapt4j.train.update.LabelUpdate} makes the adapter of it.
 */
@NullMarked
package io.adapt4j.train.update;

import org.jspecify.annotations.NullMarked;
