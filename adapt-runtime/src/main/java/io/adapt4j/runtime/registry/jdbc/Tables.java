package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.error.RegistryException;
import io.adapt4j.error.StorageException;
import io.adapt4j.error.UnsupportedFeatureException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tables of a store. One has a single row, with the version of the schema, which a writer locks. One holds the records. One holds the
 * objects in parts of at most {@link #PART} bytes, so that neither side needs an object's size of memory more than once.
 *
 * @param prefix what their names begin with, after the name of their schema and a dot, if they are to be in a certain one
 */
record Tables(String prefix) {
    /** The most bytes of a part. */
    static final int PART = 1 << 20;

    private static final int VERSION = 1;
    private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9_]{0,39}\\.)?[a-z][a-z0-9_]{0,39}");
    /** A table is not there: in PostgreSQL; in H2; in an H2 that is empty. */
    private static final Set<String> MISSING = Set.of("42P01", "42S02", "42S04");

    Tables {
        if (!FORM.matcher(prefix).matches()) {
            throw new RegistryException(
                    "The prefix of a registry's tables is of lower-case letters, digits and underscores,"
                            + " after a schema and a dot where one is wanted, such as \"adapt4j\" or \"models.adapt4j\", but was \""
                            + prefix + "\"");
        }
    }

    String store() {
        return prefix + "_store";
    }

    String records() {
        return prefix + "_records";
    }

    String objects() {
        return prefix + "_objects";
    }

    /** Creates the tables unless they are there. Others may be doing the same. */
    void prepare(Sessions sessions, Dialect dialect) {
        if (version(sessions).isEmpty()) {
            try {
                sessions.transaction(connection -> {
                    create(connection, dialect);
                    return true;
                });
            } catch (StorageException e) {
                if (version(sessions).isEmpty()) {
                    throw e;
                }
            }
        }
        int found = version(sessions).orElse(VERSION);
        if (found != VERSION) {
            throw new UnsupportedFeatureException("The tables " + prefix + "_* have version " + found
                    + " of the schema, but this version of the library knows " + VERSION);
        }
    }

    /** The version of the schema; empty where it is not there. */
    private OptionalInt version(Sessions sessions) {
        return sessions.read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT schema_version FROM " + store())) {
                return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
            } catch (SQLException e) {
                if (e.getSQLState() != null && MISSING.contains(e.getSQLState())) {
                    return OptionalInt.empty();
                }
                throw e;
            }
        });
    }

    private void create(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + store()
                    + " (id INTEGER PRIMARY KEY, schema_version INTEGER NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS " + records() + " (record_key " + dialect.text
                    + " PRIMARY KEY, content " + dialect.bytes + " NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS " + objects()
                    + " (object_hash VARCHAR(64) NOT NULL, part INTEGER NOT NULL, content " + dialect.bytes
                    + " NOT NULL, PRIMARY KEY (object_hash, part))");
            // Last, for it is what says that the tables are there.
            statement.execute("INSERT INTO " + store() + " VALUES (1, " + VERSION + ")");
        }
    }
}
