@NullMarked
package io.adapt4j.train.data.store;

import org.jspecify.annotations.NullMarked;
