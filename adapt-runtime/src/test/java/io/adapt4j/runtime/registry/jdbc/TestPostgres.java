package io.adapt4j.runtime.registry.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server that lives as long as the JVM of the tests, or, with {@code -Dadapt4j.postgres=<JDBC URL>}, one that is there
 * already.
 */
public final class TestPostgres {
    private static final int MOST_CONNECTIONS = 8;
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private TestPostgres() {}

    /** PostgreSQL refuses to run as root. Where the system lets a process be somebody else, it is started so. */
    private static final class Permission {
        static final boolean GRANTED = System.getProperty("adapt4j.postgres") != null
                || !"root".equals(System.getProperty("user.name"))
                || succeeds("unshare", "-U", "id", "-u");

        private static boolean succeeds(String... command) {
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private static final class Server {
        static final String URL = start();

        private static String start() {
            String given = System.getProperty("adapt4j.postgres");
            if (given != null) {
                return given;
            }
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("synchronous_commit", "on")
                        .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                        .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return server.getJdbcUrl("postgres", "postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The URL of a schema of its own, which is empty. */
    public static String freshUrl() {
        Assumptions.assumeTrue(
                Permission.GRANTED,
                "PostgreSQL does not run as root, and this system does not allow unshare -U: run the build as another user, or"
                        + " give a server with -Dadapt4j.postgres=<JDBC URL>");
        String schema = "s" + ProcessHandle.current().pid() + "_" + SCHEMAS.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(Server.URL)) {
            execute(connection, "CREATE SCHEMA " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Server.URL + (Server.URL.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    /** A pool of connections to an URL; the server may be one that does not answer. */
    public static HikariDataSource database(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(MOST_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(10));
        return new HikariDataSource(config);
    }

    static void execute(DataSource database, String sql) {
        try (Connection connection = database.getConnection()) {
            execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
