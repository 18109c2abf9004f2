/** A year of mail replayed as live traffic: an adapter that is watched, retrained, released and rolled back without anybody. */
@NullMarked
package io.adapt4j.examples.lifecycle;

import org.jspecify.annotations.NullMarked;
