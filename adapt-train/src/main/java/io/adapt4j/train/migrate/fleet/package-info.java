/** All adapters of a registry moved from one base to another: {@link io.adapt4j.train.migrate.fleet.FleetMigration}. */
@NullMarked
package io.adapt4j.train.migrate.fleet;

import org.jspecify.annotations.NullMarked;
