/** Making one adapter of several. */
@NullMarked
package io.adapt4j.merge;

import org.jspecify.annotations.NullMarked;
