package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.error.UnsupportedFeatureException;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;

/** In what the databases differ: the names of two types. Everything else is standard SQL. */
enum Dialect {
    POSTGRESQL("PostgreSQL", "BYTEA", "VARCHAR(1024) COLLATE \"C\""),
    H2("H2", "VARBINARY", "VARCHAR(1024)");

    private final String product;
    /** Bytes of any number. */
    final String bytes;
    /** Text that is compared character by character, whatever the language of the database. */
    final String text;

    Dialect(String product, String bytes, String text) {
        this.product = product;
        this.bytes = bytes;
        this.text = text;
    }

    static Dialect of(DatabaseMetaData database) throws SQLException {
        String product = database.getDatabaseProductName();
        return Arrays.stream(values())
                .filter(dialect -> dialect.product.equals(product))
                .findFirst()
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "A registry is kept in PostgreSQL or H2, but the data source leads to " + product));
    }
}
