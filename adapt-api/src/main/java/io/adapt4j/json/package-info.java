/** Strict reading and deterministic writing of JSON. */
@NullMarked
package io.adapt4j.json;

import org.jspecify.annotations.NullMarked;
