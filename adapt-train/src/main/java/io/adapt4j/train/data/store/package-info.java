/** Where tokenised examples are kept: on the heap, or in a temporary file when they are many. */
@NullMarked
package io.adapt4j.train.data.store;

import org.jspecify.annotations.NullMarked;
