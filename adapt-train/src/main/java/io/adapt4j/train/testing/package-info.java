/** What tests of adapted models need: a base model small enough to train in milliseconds. */
@NullMarked
package io.adapt4j.train.testing;

import org.jspecify.annotations.NullMarked;
