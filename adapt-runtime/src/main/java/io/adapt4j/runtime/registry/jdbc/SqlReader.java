package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.ContentHash;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.StoreReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a store on one connection. */
class SqlReader implements StoreReader {
    private final Connection connection;
    final Tables tables;
    private final Sessions sessions;

    SqlReader(Connection connection, Tables tables, Sessions sessions) {
        this.connection = connection;
        this.tables = tables;
        this.sessions = sessions;
    }

    /** What is done with a prepared statement. */
    interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** Runs an SQL statement with these parameters, which are strings and integers, and what else the use sets after them. */
    final <T> T with(String sql, Use<T> use, Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return use.of(statement);
        } catch (SQLException e) {
            throw sessions.failed(e);
        }
    }

    /** The bytes in the first column of the only row; empty when there is none. */
    final Optional<byte[]> bytes(String sql, Object... parameters) {
        return with(
                sql,
                statement -> {
                    try (ResultSet row = statement.executeQuery()) {
                        return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
                    }
                },
                parameters);
    }

    /** How many bytes the parts of an object have together. */
    final long size(ContentHash hash) {
        return with(
                "SELECT SUM(OCTET_LENGTH(content)) FROM " + tables.objects() + " WHERE object_hash = ?",
                statement -> {
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                },
                hash.hex());
    }

    final Optional<byte[]> part(ContentHash hash, int number) {
        return bytes(
                "SELECT content FROM " + tables.objects() + " WHERE object_hash = ? AND part = ?", hash.hex(), number);
    }

    @Override
    public Optional<byte[]> object(ContentHash hash) {
        long size = size(hash);
        if (size > Integer.MAX_VALUE) {
            throw new StorageException(
                    "The object " + hash + " has " + size + " bytes, more than Java can hold at once");
        }
        Optional<byte[]> part = part(hash, 0);
        if (part.isEmpty()) {
            return part;
        }
        byte[] whole = new byte[(int) size];
        int filled = 0;
        for (int number = 1; part.isPresent(); number++) {
            byte[] bytes = part.get();
            int fits = Math.min(bytes.length, whole.length - filled);
            System.arraycopy(bytes, 0, whole, filled, fits);
            filled += fits;
            part = filled < size ? part(hash, number) : Optional.empty();
        }
        if (filled < size && part(hash, 0).isEmpty()) {
            return Optional.empty(); // it was deleted meanwhile
        }
        return Optional.of(filled == size ? whole : Arrays.copyOf(whole, filled));
    }

    @Override
    public Optional<byte[]> record(String key) {
        return bytes("SELECT content FROM " + tables.records() + " WHERE record_key = ?", key);
    }

    @Override
    public SortedMap<String, byte[]> records(String prefix) {
        // The character after the slash that ends the prefix.
        return prefix.isEmpty()
                ? select("")
                : select(
                        " WHERE record_key >= ? AND record_key < ?",
                        prefix,
                        prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1));
    }

    private SortedMap<String, byte[]> select(String where, Object... parameters) {
        return with(
                "SELECT record_key, content FROM " + tables.records() + where,
                statement -> {
                    SortedMap<String, byte[]> found = new TreeMap<>();
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            found.put(rows.getString(1), rows.getBytes(2));
                        }
                    }
                    return found;
                },
                parameters);
    }
}
