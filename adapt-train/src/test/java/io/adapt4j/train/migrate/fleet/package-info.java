@NullMarked
package io.adapt4j.train.migrate.fleet;

import org.jspecify.annotations.NullMarked;
