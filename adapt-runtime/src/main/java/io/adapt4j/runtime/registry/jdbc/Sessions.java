package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.error.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/** Runs work on connections of the owner's data source, and gives them back as they were. */
final class Sessions {
    /** Work that may be done again from the start. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private static final int ATTEMPTS = 20;
    private static final int LONGEST_PAUSE_MS = 200;
    /** Not serializable, deadlock, lock not available (PostgreSQL); timeout of a lock, concurrent update (H2). */
    private static final Set<String> PASSING = Set.of("40001", "40P01", "55P03", "HYT00", "90131");

    private final DataSource database;
    private final String place;

    Sessions(DataSource database, String place) {
        this.database = database;
        this.place = place;
    }

    /** Does something outside of transactions. */
    <T> T read(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                return work.on(connection);
            } finally {
                restore(connection, Connection.TRANSACTION_READ_COMMITTED, autoCommit);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Does something in a transaction: all of it or, when it throws, nothing. Does it again where others were in the way. */
    <T> T transaction(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (StorageException e) {
                if (attempt == ATTEMPTS || !passes(e)) {
                    throw e;
                }
                pause(attempt, e);
            }
        }
    }

    private <T> T once(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true); // the isolation can be changed outside of transactions only
            int isolation = connection.getTransactionIsolation();
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                // Each statement must see what was committed before it, also while this waited for its turn.
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                T result = work.on(connection);
                connection.commit();
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    rollBack(connection);
                }
                restore(connection, isolation, autoCommit);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** What the work threw is what counts; a connection on which this fails is closed without a commit. */
    @SuppressWarnings("EmptyCatch")
    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // the database does it when the connection ends
        }
    }

    /** Where this fails, what was done before counts: an answer that was read, a commit, or the error before. */
    @SuppressWarnings("EmptyCatch")
    private static void restore(Connection connection, int isolation, boolean autoCommit) {
        try {
            connection.setAutoCommit(true);
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(isolation);
            }
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            // the pool throws it away
        }
    }

    private static boolean passes(StorageException e) {
        return e.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && PASSING.contains(cause.getSQLState());
    }

    private static void pause(int attempt, StorageException reason) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(Math.min(LONGEST_PAUSE_MS, 5L << Math.min(attempt, 10))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }

    StorageException failed(SQLException e) {
        return new StorageException(
                "The registry in the " + place + " cannot be used now: " + e.getMessage() + " (SQL state "
                        + e.getSQLState()
                        + "); what was under way has happened as a whole or not at all, and can be repeated",
                e);
    }
}
