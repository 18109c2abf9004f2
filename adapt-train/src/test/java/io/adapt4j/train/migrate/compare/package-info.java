@NullMarked
package io.adapt4j.train.migrate.compare;

import org.jspecify.annotations.NullMarked;
