@NullMarked
package io.adapt4j.train.metric;

import org.jspecify.annotations.NullMarked;
