/** Examples and where they come from. */
@NullMarked
package io.adapt4j.train.data;

import org.jspecify.annotations.NullMarked;
