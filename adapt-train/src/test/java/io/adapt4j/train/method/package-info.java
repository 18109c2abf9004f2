@NullMarked
package io.adapt4j.train.method;

import org.jspecify.annotations.NullMarked;
