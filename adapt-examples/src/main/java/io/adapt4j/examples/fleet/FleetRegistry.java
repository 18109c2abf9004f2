package io.adapt4j.examples.fleet;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.adapt4j.registry.Registry;
import io.adapt4j.runtime.registry.file.FileRegistry;
import io.adapt4j.runtime.registry.jdbc.JdbcRegistry;
import java.nio.file.Path;

/** A registry at an address, which all processes open in the same way. */
final class FleetRegistry implements AutoCloseable {
    final Registry registry;
    private final AutoCloseable pool;

    private FleetRegistry(Registry registry, AutoCloseable pool) {
        this.registry = registry;
        this.pool = pool;
    }

    /**
     * Opens a registry.
     *
     * @param address a JDBC URL, or a folder
     */
    @SuppressWarnings("MustBeClosedChecker")
    static FleetRegistry open(String address) {
        if (!address.startsWith("jdbc:")) {
            return new FleetRegistry(FileRegistry.open(Path.of(address)), () -> {});
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address);
        config.setMaximumPoolSize(2);
        config.addDataSourceProperty("socketTimeout", "10");
        HikariDataSource pool = new HikariDataSource(config);
        return new FleetRegistry(JdbcRegistry.open(pool), pool);
    }

    @Override
    public void close() throws Exception {
        registry.close();
        pool.close();
    }
}
