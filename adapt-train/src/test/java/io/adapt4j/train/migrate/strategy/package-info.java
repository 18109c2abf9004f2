@NullMarked
package io.adapt4j.train.migrate.strategy;

import org.jspecify.annotations.NullMarked;
