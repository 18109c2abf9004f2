package io.adapt4j.runtime.registry.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.adapt4j.ContentHash;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.testing.registry.SharedStoreUnderTest;
import io.adapt4j.testing.registry.StoreOpener;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A store in a database that is empty at first.
 *
 * @param place the URL by which another process finds it
 */
record StoreInDatabase(DataSource database, String place) implements SharedStoreUnderTest {
    /** Opens a store at a JDBC URL of PostgreSQL. */
    static final class Opener implements StoreOpener {
        @Override
        public RegistryStore open(String place) {
            return JdbcStore.open(TestPostgres.database(place), "adapt4j");
        }
    }

    static StoreInDatabase postgres() {
        String url = TestPostgres.freshUrl();
        return new StoreInDatabase(TestPostgres.database(url), url);
    }

    /** In memory, where no other process finds it. */
    static StoreInDatabase h2() {
        return new StoreInDatabase(TestH2.fresh(), "");
    }

    @Override
    public Class<? extends StoreOpener> opener() {
        return Opener.class;
    }

    @Override
    public RegistryStore open() {
        RegistryStore store = JdbcStore.open(database, "adapt4j");
        // The server may still be busy with what a process that was killed had sent it.
        store.write(writer -> true);
        return store;
    }

    @Override
    public void overwrite(ContentHash object, byte[] content) {
        lose(object);
        update("INSERT INTO adapt4j_objects (part, object_hash, content) VALUES (0, ?, ?)", object, content);
    }

    @Override
    public void lose(ContentHash object) {
        update("DELETE FROM adapt4j_objects WHERE object_hash = ?", object);
    }

    private void update(String sql, ContentHash object, byte[]... content) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, object.hex());
            for (byte[] each : content) {
                statement.setBytes(2, each);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (String table : new String[] {"store", "records", "objects"}) {
            TestPostgres.execute(database, "DROP TABLE adapt4j_" + table);
        }
        close(database);
    }

    static void close(DataSource database) {
        if (database instanceof HikariDataSource pool) {
            pool.close();
        }
    }
}
