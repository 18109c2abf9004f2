package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.StoreWriter;
import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Changes a store in a transaction. */
final class SqlWriter extends SqlReader implements StoreWriter {
    SqlWriter(Connection connection, Tables tables, Sessions sessions) {
        super(connection, tables, sessions);
    }

    /** Waits until no other transaction changes the store, and keeps others from it until this one ends. */
    void takeTurn() {
        with("SELECT id FROM " + tables.store() + " WHERE id = 1 FOR UPDATE", PreparedStatement::execute);
    }

    @Override
    public ContentHash putObject(byte[] content) {
        ContentHash hash = ContentHash.of(content);
        if (!isThere(hash, content)) {
            deleteParts(hash);
            int number = 0;
            // An empty object has one part too.
            for (int start = 0; start < content.length || number == 0; start += Tables.PART) {
                int length = Math.min(Tables.PART, content.length - start);
                ByteArrayInputStream part = new ByteArrayInputStream(content, start, length);
                with(
                        "INSERT INTO " + tables.objects() + " (object_hash, part, content) VALUES (?, ?, ?)",
                        statement -> {
                            statement.setBinaryStream(3, part, length);
                            return statement.executeUpdate();
                        },
                        hash.hex(),
                        number++);
            }
        }
        return hash;
    }

    /** Whether an object is there with these bytes, compared part by part. */
    private boolean isThere(ContentHash hash, byte[] content) {
        int number = 0;
        int start = 0;
        for (Optional<byte[]> part = part(hash, 0); part.isPresent(); part = part(hash, ++number)) {
            byte[] bytes = part.get();
            int end = start + bytes.length;
            if (end > content.length || !Arrays.equals(bytes, 0, bytes.length, content, start, end)) {
                return false;
            }
            start = end;
        }
        return number > 0 && start == content.length;
    }

    @Override
    public void put(String key, byte[] content) {
        int replaced = with("UPDATE " + tables.records() + " SET content = ? WHERE record_key = ?", statement -> {
            statement.setBytes(1, content);
            statement.setString(2, key);
            return statement.executeUpdate();
        });
        if (replaced == 0) {
            with("INSERT INTO " + tables.records() + " (content, record_key) VALUES (?, ?)", statement -> {
                statement.setBytes(1, content);
                statement.setString(2, key);
                return statement.executeUpdate();
            });
        }
    }

    @Override
    public void delete(String key) {
        with("DELETE FROM " + tables.records() + " WHERE record_key = ?", PreparedStatement::executeUpdate, key);
    }

    @Override
    public List<ContentHash> objects() {
        return with("SELECT DISTINCT object_hash FROM " + tables.objects(), statement -> {
            List<ContentHash> hashes = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    hashes.add(new ContentHash(rows.getString(1)));
                }
            }
            return hashes;
        });
    }

    @Override
    public long deleteObject(ContentHash hash) {
        long bytes = size(hash);
        deleteParts(hash);
        return bytes;
    }

    private void deleteParts(ContentHash hash) {
        with(
                "DELETE FROM " + tables.objects() + " WHERE object_hash = ?",
                PreparedStatement::executeUpdate,
                hash.hex());
    }
}
