@NullMarked
package io.adapt4j.train.migrate.algebra;

import org.jspecify.annotations.NullMarked;
