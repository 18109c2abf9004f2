@NullMarked
package io.adapt4j.train.migrate;

import org.jspecify.annotations.NullMarked;
