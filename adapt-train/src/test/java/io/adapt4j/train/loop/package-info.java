@NullMarked
package io.adapt4j.train.loop;

import org.jspecify.annotations.NullMarked;
