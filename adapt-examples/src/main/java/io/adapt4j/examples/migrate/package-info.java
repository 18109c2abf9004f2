/** Adapters that move from one base to another: {@link io.adapt4j.examples.migrate.Migrate}. */
@NullMarked
package io.adapt4j.examples.migrate;

import org.jspecify.annotations.NullMarked;
