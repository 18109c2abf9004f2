/**
 * What tests of adapted models need: a base model small enough to train in milliseconds, and assertions on adapters. The
 * assertions need {@code org.assertj:assertj-core}, which this library does not bring along.
 */
@NullMarked
package io.adapt4j.train.testing;

import org.jspecify.annotations.NullMarked;
