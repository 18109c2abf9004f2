@NullMarked
package io.adapt4j.train.data.split;

import org.jspecify.annotations.NullMarked;
