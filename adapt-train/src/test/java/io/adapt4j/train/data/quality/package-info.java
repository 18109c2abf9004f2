@NullMarked
package io.adapt4j.train.data.quality;

import org.jspecify.annotations.NullMarked;
