/** Hosts in processes of their own that follow one registry. */
@NullMarked
package io.adapt4j.examples.fleet;

import org.jspecify.annotations.NullMarked;
