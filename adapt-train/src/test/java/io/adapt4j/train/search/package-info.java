@NullMarked
package io.adapt4j.train.search;

import org.jspecify.annotations.NullMarked;
