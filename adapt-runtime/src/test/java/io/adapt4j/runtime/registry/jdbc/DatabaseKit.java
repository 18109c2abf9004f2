package io.adapt4j.runtime.registry.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.ContentHash;
import io.adapt4j.error.RegistryException;
import io.adapt4j.error.StorageException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.registry.RegistryStore;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a store in a database promises beyond what every store does. */
abstract class DatabaseKit {
    private final DataSource database;

    DatabaseKit(StoreInDatabase under) {
        this.database = under.database();
    }

    @AfterEach
    void close() {
        StoreInDatabase.close(database);
    }

    @Test
    void open_manyAtOnceOnAnEmptyDatabase_allUseTheSameTables() throws Exception {
        List<RegistryStore> stores = atOnce(4, () -> open(database));
        write(stores.get(0), "a", 1);

        assertThat(stores).allSatisfy(store -> assertThat(store.record("a")).contains(new byte[] {1}));
    }

    @Test
    void open_otherPrefix_isAnotherStore() {
        TestPostgres.execute(database, "CREATE SCHEMA more");
        try {
            RegistryStore first = open(database);
            RegistryStore second = JdbcStore.open(database, "more.adapt4j");
            write(first, "a", 1);
            write(second, "a", 2);

            assertThat(open(database).record("a")).contains(new byte[] {1});
            assertThat(JdbcStore.open(database, "more.adapt4j").record("a")).contains(new byte[] {2});
            assertThat(second.toString()).contains("more.adapt4j_*");
        } finally {
            TestPostgres.execute(database, "DROP SCHEMA more CASCADE");
        }
    }

    @Test
    void open_prefixOfAnotherForm_isRefused() {
        for (String prefix : List.of("", "a b", "a;drop", "A", "a.b.c", "1a", "x".repeat(41))) {
            assertThatThrownBy(() -> JdbcStore.open(database, prefix))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("\"" + prefix + "\"");
        }
    }

    @Test
    void open_tablesOfALaterVersion_isRefused() {
        open(database);
        TestPostgres.execute(database, "UPDATE adapt4j_store SET schema_version = 2");

        assertThatThrownBy(() -> open(database))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void putObject_ofSeveralPartsOrNoBytes_isReadBackAndRepaired() throws Exception {
        byte[] large = new byte[2 * Tables.PART + 12_345];
        new SplittableRandom(1).nextBytes(large);
        RegistryStore store = open(database);
        ContentHash hash = putTwice(store, large);
        ContentHash empty = putTwice(store, new byte[0]);

        assertThat(store.object(hash)).contains(large);
        assertThat(store.object(empty)).contains(new byte[0]);
        for (String damage : List.of(
                "DELETE FROM adapt4j_objects WHERE part = 1",
                "DELETE FROM adapt4j_objects WHERE part = 2",
                "UPDATE adapt4j_objects SET part = 3 WHERE part = 2",
                "UPDATE adapt4j_objects SET content = (SELECT content FROM adapt4j_objects WHERE part = 2) WHERE part = 1",
                "INSERT INTO adapt4j_objects SELECT object_hash, 3, content FROM adapt4j_objects WHERE part = 2")) {
            TestPostgres.execute(database, damage);
            assertThat(store.object(hash).map(ContentHash::of)).as(damage).isNotEqualTo(java.util.Optional.of(hash));
            putTwice(store, large);
            assertThat(store.object(hash)).as(damage).contains(large);
        }
        assertThat(store.<Long>write(writer -> writer.deleteObject(hash))).isEqualTo(large.length);
        assertThat(store.<List<ContentHash>>write(writer -> writer.objects())).containsExactly(empty);
    }

    private static ContentHash putTwice(RegistryStore store, byte[] content) {
        store.write(writer -> writer.putObject(content));
        return store.write(writer -> writer.putObject(content));
    }

    @Test
    void write_changeThrows_leavesNothingOfIt() {
        RegistryStore store = open(database);
        write(store, "a", 1);

        assertThatThrownBy(() -> store.write(writer -> {
                    writer.put("a", new byte[] {2});
                    writer.put("b", new byte[] {2});
                    writer.putObject(new byte[] {3});
                    throw new RegistryException("no");
                }))
                .hasMessage("no");
        assertThat(store.record("a")).contains(new byte[] {1});
        assertThat(store.records("")).hasSize(1);
        assertThat(store.<List<ContentHash>>write(writer -> writer.objects())).isEmpty();
    }

    @Test
    void write_notSerializable_isDoneAgain() {
        RegistryStore store = open(database);
        AtomicInteger commits = new AtomicInteger();
        RegistryStore failing = open(intercepted((method, connection) -> {
            if (method.equals("commit") && commits.getAndIncrement() < 2) {
                throw new SQLException("could not serialize access", "40001");
            }
        }));
        AtomicInteger calls = new AtomicInteger();
        failing.write(writer -> {
            byte before = writer.record("a").map(bytes -> bytes[0]).orElse((byte) 0);
            writer.put("a", new byte[] {(byte) (before + 1)});
            return calls.incrementAndGet();
        });

        assertThat(calls).hasValue(3);
        assertThat(store.record("a")).contains(new byte[] {1});
    }

    @Test
    void write_neverPossible_failsInTheEnd() {
        open(database);
        AtomicInteger commits = new AtomicInteger();
        RegistryStore failing = open(intercepted((method, connection) -> {
            if (method.equals("commit")) {
                commits.incrementAndGet();
                throw new SQLException("deadlock detected", "40P01");
            }
        }));

        assertThatThrownBy(() -> write(failing, "a", 1))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("deadlock detected")
                .hasMessageContaining("40P01");
        assertThat(commits.get()).isBetween(2, 100);
        assertThat(failing.record("a")).isEmpty();
    }

    @Test
    void readAndWrite_connectionWithSettingsOfItsOwn_isGivenBackWithThem() throws Exception {
        DataSource serializable = intercepted((method, connection) -> {
            if (method.equals("getConnection")) {
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                connection.setAutoCommit(false);
            } else if (method.equals("close")) {
                assertThat(connection.getAutoCommit()).isFalse();
                assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
                connection.rollback();
            }
        });
        RegistryStore store = open(serializable);
        write(store, "a", 0);
        atOnce(4, () -> {
            for (int i = 0; i < 10; i++) {
                store.write(writer -> {
                    writer.put("a", new byte[] {(byte) (writer.record("a").orElseThrow()[0] + 1)});
                    return 0;
                });
            }
            return 0;
        });

        assertThat(store.record("a")).contains(new byte[] {40});
    }

    @Test
    void everyCall_databaseCannotBeReached_isATypedError() {
        AtomicInteger open = new AtomicInteger(1);
        RegistryStore store = open(intercepted((method, connection) -> {
            if (method.equals("getConnection") && open.get() == 0) {
                throw new SQLException("connection refused", "08001");
            }
        }));
        open.set(0);

        for (Callable<?> call : List.<Callable<?>>of(
                () -> store.record("a"),
                () -> store.records("a/"),
                () -> store.object(ContentHash.of(new byte[0])),
                () -> store.write(writer -> 0))) {
            assertThatThrownBy(call::call)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("connection refused");
        }
    }

    private static RegistryStore open(DataSource database) {
        return JdbcStore.open(database, "adapt4j");
    }

    static void write(RegistryStore store, String key, int value) {
        store.write(writer -> {
            writer.put(key, new byte[] {(byte) value});
            return 0;
        });
    }

    private static <T> List<T> atOnce(int threads, Callable<T> call) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new java.util.ArrayList<>();
            for (Future<T> result : executor.invokeAll(Collections.nCopies(threads, call))) {
                results.add(result.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    /** What is done when a connection has been opened and before each call of it. */
    interface Interception {
        void on(String method, Connection connection) throws SQLException;
    }

    private DataSource intercepted(Interception interception) {
        return proxy(DataSource.class, database, (method, result) -> {
            if (!(result instanceof Connection connection)) {
                return result;
            }
            boolean opened = false;
            try {
                interception.on(method, connection);
                opened = true;
            } finally {
                if (!opened) {
                    connection.close();
                }
            }
            return intercepted(connection, interception);
        });
    }

    private static Connection intercepted(Connection connection, Interception interception) {
        return (Connection) Proxy.newProxyInstance(
                DatabaseKit.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    interception.on(method.getName(), connection);
                    return invoke(connection, method, arguments);
                });
    }

    private interface After {
        Object of(String method, Object result) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(Proxy.newProxyInstance(
                DatabaseKit.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> after.of(method.getName(), invoke(target, method, arguments))));
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
