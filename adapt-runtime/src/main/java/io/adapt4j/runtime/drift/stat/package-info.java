/** The statistics behind the tests, as functions of numbers. */
@NullMarked
package io.adapt4j.runtime.drift.stat;

import org.jspecify.annotations.NullMarked;
