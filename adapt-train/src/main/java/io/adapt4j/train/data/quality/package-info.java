/** What a data set is like: duplicates, leakage between its parts, labels and lengths. */
@NullMarked
package io.adapt4j.train.data.quality;

import org.jspecify.annotations.NullMarked;
