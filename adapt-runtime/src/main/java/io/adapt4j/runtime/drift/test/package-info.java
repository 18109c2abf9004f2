/** Tests of a window of traffic against a reference; one class for each kind, registered in one table. */
@NullMarked
package io.adapt4j.runtime.drift.test;

import org.jspecify.annotations.NullMarked;
