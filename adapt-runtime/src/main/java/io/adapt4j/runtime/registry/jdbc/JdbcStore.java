package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.RegistryStore;
import io.adapt4j.registry.StoreWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import javax.sql.DataSource;

/** A store in a database; {@link Tables} says where things are. Writers take turns by the lock of one row. */
final class JdbcStore implements RegistryStore {
    private final Sessions sessions;
    private final Tables tables;
    private final String place;

    private JdbcStore(Sessions sessions, Tables tables, String place) {
        this.sessions = sessions;
        this.tables = tables;
        this.place = place;
    }

    static JdbcStore open(DataSource database, String prefix) {
        Tables tables = new Tables(prefix);
        Sessions first = new Sessions(database, "database of the tables " + prefix + "_*");
        Dialect dialect = first.read(connection -> Dialect.of(connection.getMetaData()));
        String place = first.read(connection -> describe(connection, prefix));
        Sessions sessions = new Sessions(database, place);
        tables.prepare(sessions, dialect);
        return new JdbcStore(sessions, tables, place);
    }

    /** Says nothing of its address, which may hold a password. */
    private static String describe(Connection connection, String prefix) throws SQLException {
        return connection.getMetaData().getDatabaseProductName() + " database " + connection.getCatalog() + ", tables "
                + prefix + "_*";
    }

    private SqlReader reader(Connection connection) {
        return new SqlReader(connection, tables, sessions);
    }

    @Override
    public Optional<byte[]> object(ContentHash hash) {
        return sessions.read(connection -> reader(connection).object(hash));
    }

    @Override
    public Optional<byte[]> record(String key) {
        return sessions.read(connection -> reader(connection).record(key));
    }

    @Override
    public SortedMap<String, byte[]> records(String prefix) {
        return sessions.read(connection -> reader(connection).records(prefix));
    }

    @Override
    public <T> T write(Function<StoreWriter, T> change) {
        return sessions.transaction(connection -> {
            SqlWriter writer = new SqlWriter(connection, tables, sessions);
            writer.takeTurn();
            return change.apply(writer);
        });
    }

    @Override
    public String toString() {
        return place;
    }

    /** Does nothing: the data source is its owner's. */
    @Override
    public void close() {}
}
