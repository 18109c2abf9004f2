package io.adapt4j.train.data;

import io.adapt4j.error.InvalidDataException;
import java.sql.Array;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The rows of an SQL query, fetched some at a time. */
final class QueryRows implements RowReader {
    private static final int FETCHED_AT_ONCE = 1000;

    private final Connection connection;
    private final boolean autoCommit;
    private final ResultSet results;
    private final List<String> columns = new ArrayList<>();
    private long number;

    @SuppressWarnings("MustBeClosedChecker")
    QueryRows(DataSource database, String query) throws SQLException {
        connection = database.getConnection();
        try {
            autoCommit = connection.getAutoCommit();
            // PostgreSQL fetches everything at once outside of a transaction.
            connection.setAutoCommit(false);
            PreparedStatement statement = connection.prepareStatement(query);
            statement.setFetchSize(FETCHED_AT_ONCE);
            results = statement.executeQuery();
            ResultSetMetaData described = results.getMetaData();
            for (int i = 1; i <= described.getColumnCount(); i++) {
                columns.add(described.getColumnLabel(i));
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public @Nullable Row next() throws SQLException {
        if (!results.next()) {
            return null;
        }
        number++;
        return new Cells(columns, column -> value(columns.indexOf(column) + 1));
    }

    private @Nullable Object value(int index) {
        try {
            Object value = results.getObject(index);
            if (value instanceof Clob) {
                return results.getString(index);
            }
            return value instanceof Array array ? Arrays.asList((Object[]) array.getArray()) : value;
        } catch (SQLException e) {
            throw new InvalidDataException("the column \"" + columns.get(index - 1) + "\" cannot be read: " + e, e);
        }
    }

    @Override
    public String place() {
        return "row " + number;
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            try (connection) {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        }
    }
}
