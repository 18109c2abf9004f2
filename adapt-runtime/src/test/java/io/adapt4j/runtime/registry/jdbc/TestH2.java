package io.adapt4j.runtime.registry.jdbc;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** H2 in memory. */
public final class TestH2 {
    private TestH2() {}

    /** A pool of connections to a database of its own, which is empty. */
    public static DataSource fresh() {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
    }
}
