/** What monitors remember: observations, and bounded, mergeable samples of them. */
@NullMarked
package io.adapt4j.runtime.drift.sample;

import org.jspecify.annotations.NullMarked;
