package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.testing.registry.AliasesKit;
import io.adapt4j.testing.registry.CollectionKit;
import io.adapt4j.testing.registry.CutShortKit;
import io.adapt4j.testing.registry.DamageKit;
import io.adapt4j.testing.registry.StoreKit;
import io.adapt4j.testing.registry.VersionsKit;
import org.junit.jupiter.api.Nested;

/** The kits, on a real PostgreSQL. */
class PostgresKitsTest {
    @Nested
    class Store extends StoreKit {
        Store() {
            super(new StoreInDatabase(TestPostgres.database(TestPostgres.freshUrl())));
        }
    }

    @Nested
    class Database extends DatabaseKit {
        Database() {
            super(TestPostgres.database(TestPostgres.freshUrl()));
        }
    }

    @Nested
    class Versions extends VersionsKit {
        Versions() {
            super(new StoreInDatabase(TestPostgres.database(TestPostgres.freshUrl())));
        }
    }

    @Nested
    class Aliases extends AliasesKit {
        Aliases() {
            super(new StoreInDatabase(TestPostgres.database(TestPostgres.freshUrl())));
        }
    }

    @Nested
    class Collection extends CollectionKit {
        Collection() {
            super(new StoreInDatabase(TestPostgres.database(TestPostgres.freshUrl())));
        }
    }

    @Nested
    class Damage extends DamageKit {
        Damage() {
            super(new StoreInDatabase(TestPostgres.database(TestPostgres.freshUrl())));
        }
    }

    @Nested
    class CutShort extends CutShortKit {
        CutShort() {
            super(new StoreInDatabase(TestPostgres.database(TestPostgres.freshUrl())));
        }
    }
}
