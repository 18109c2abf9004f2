/**
 * Tests of adapted models as JUnit runs them; {@link io.adapt4j.train.testing.junit.AdaptTest} is the way in. Needs {@code
 * org.junit.jupiter:junit-jupiter}, which this library does not bring along.
 */
@NullMarked
package io.adapt4j.train.testing.junit;

import org.jspecify.annotations.NullMarked;
