/** Ways to make an adapter for a new base of one for an old base, cheapest first. */
@NullMarked
package io.adapt4j.train.migrate.strategy;

import org.jspecify.annotations.NullMarked;
