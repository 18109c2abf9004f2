/**
 * Adapters that outlive their base model: {@link io.adapt4j.train.migrate.Migrator} makes an adapter for a new base of one for an old
 * base, proves that it does what the old one did, or refuses.
 */
@NullMarked
package io.adapt4j.train.migrate;

import org.jspecify.annotations.NullMarked;
