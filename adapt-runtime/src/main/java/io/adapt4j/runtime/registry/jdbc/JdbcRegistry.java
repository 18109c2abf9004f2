package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.registry.Registry;
import javax.sql.DataSource;

/**
 * A registry in a database: PostgreSQL for a fleet, H2 embedded in one process. Whatever a method that changes something returned from has
 * been committed, and is as durable as the database makes commits; a connection that is lost leaves everything as it was before the
 * change or after it.
 *
 * <p>The data source stays the caller's. It should be a pool, which saves opening a connection for each call, and it says how long a
 * call may take: with PostgreSQL give it a {@code socketTimeout}, for without one a call waits as long as the network is silent.
 */
public final class JdbcRegistry {
    private static final String DEFAULT_PREFIX = "adapt4j";

    private JdbcRegistry() {}

    /** As {@link #open(DataSource, String)}, with tables that begin with {@code adapt4j}. */
    public static Registry open(DataSource database) {
        return open(database, DEFAULT_PREFIX);
    }

    /**
     * Opens a registry, and creates its tables unless they are there; many processes may do so at once.
     *
     * @param prefix what the names of its tables begin with, such as {@code adapt4j} or, in a schema that exists, {@code
     *     models.adapt4j}
     * @throws io.adapt4j.error.RegistryException when the prefix is of another form
     * @throws io.adapt4j.error.StorageException when the database cannot be reached, or refuses
     * @throws io.adapt4j.error.UnsupportedFeatureException when it is neither PostgreSQL nor H2, or the tables are of a later version
     *     of the library
     */
    public static Registry open(DataSource database, String prefix) {
        return new Registry(JdbcStore.open(database, prefix));
    }
}
