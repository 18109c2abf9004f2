package io.adapt4j.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.Registry;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.registry.jdbc.JdbcRegistry;
import io.adapt4j.runtime.registry.jdbc.TestPostgres;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Hosts over a PostgreSQL that is cut off and comes back. */
class DatabaseCutOffTest extends WatchFixture {
    @Test
    void database_cutOffTwice_hostGoesOnServingAndCatchesUp() {
        String url = TestPostgres.freshUrl();
        URI server = URI.create(url.substring("jdbc:".length()));
        TcpProxy proxy = opened(new TcpProxy(server.getHost(), server.getPort()));
        Registry direct = JdbcRegistry.open(opened(TestPostgres.database(url)));
        HikariDataSource pool = opened(TestPostgres.database(
                url.replace(server.getAuthority(), "localhost:" + proxy.port()) + "&socketTimeout=10"));
        pool.setConnectionTimeout(500);
        Registry through = JdbcRegistry.open(pool);
        promote(direct, register(direct, 1));
        AdapterHost host = host();
        AliasWatch watch = follow(host, through);
        awaitLive(host, watch, 1);
        for (int seed = 2; seed <= 3; seed++) {
            proxy.cut();
            Await.until(watch::status, () -> watch.status().registry().isPresent());
            promote(direct, register(direct, seed));

            assertThat(live(host)).contains(adapter(seed - 1).hash());
            assertThatThrownBy(() -> register(through, 9)).isInstanceOf(StorageException.class);
            assertThatThrownBy(() ->
                            promote(through, direct.alias(NAME, "champion").required()))
                    .isInstanceOf(StorageException.class);
            proxy.restore();
            awaitLive(host, watch, seed);
            Await.until(watch::status, () -> watch.status().current());
        }
        assertThat(direct.versions(NAME).readable()).hasSize(3);
    }
}
