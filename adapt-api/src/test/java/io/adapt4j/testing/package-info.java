/** What the tests of several modules use. */
@NullMarked
package io.adapt4j.testing;

import org.jspecify.annotations.NullMarked;
