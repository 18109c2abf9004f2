@NullMarked
package io.adapt4j.train.data;

import org.jspecify.annotations.NullMarked;
