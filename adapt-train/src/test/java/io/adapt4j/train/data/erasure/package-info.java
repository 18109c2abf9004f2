@NullMarked
package io.adapt4j.train.data.erasure;

import org.jspecify.annotations.NullMarked;
