/** Examples and where they come from; the sub-packages select, check, describe and protect them. */
@NullMarked
package io.adapt4j.train.data;

import org.jspecify.annotations.NullMarked;
