package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.testing.registry.AliasesKit;
import io.adapt4j.testing.registry.BasesKit;
import io.adapt4j.testing.registry.CollectionKit;
import io.adapt4j.testing.registry.CutShortKit;
import io.adapt4j.testing.registry.DamageKit;
import io.adapt4j.testing.registry.KilledRegistryKit;
import io.adapt4j.testing.registry.RacingKit;
import io.adapt4j.testing.registry.StoreKit;
import io.adapt4j.testing.registry.VersionsKit;
import org.junit.jupiter.api.Nested;

/** The kits, on a real PostgreSQL. */
class PostgresKitsTest {
    @Nested
    class Store extends StoreKit {
        Store() {
            super(StoreInDatabase.postgres());
        }
    }

    @Nested
    class Database extends DatabaseKit {
        Database() {
            super(StoreInDatabase.postgres());
        }
    }

    @Nested
    class Versions extends VersionsKit {
        Versions() {
            super(StoreInDatabase.postgres());
        }
    }

    @Nested
    class Aliases extends AliasesKit {
        Aliases() {
            super(StoreInDatabase.postgres());
        }
    }

    @Nested
    class Bases extends BasesKit {
        Bases() {
            super(StoreInDatabase.postgres());
        }
    }

    @Nested
    class Collection extends CollectionKit {
        Collection() {
            super(StoreInDatabase.postgres());
        }
    }

    @Nested
    class Damage extends DamageKit {
        Damage() {
            super(StoreInDatabase.postgres());
        }
    }

    @Nested
    class CutShort extends CutShortKit {
        CutShort() {
            super(StoreInDatabase.postgres());
        }
    }

    @Nested
    class Racing extends RacingKit {
        Racing() {
            super(StoreInDatabase.postgres());
        }
    }

    @Nested
    class Killed extends KilledRegistryKit {
        Killed() {
            super(StoreInDatabase.postgres());
        }
    }
}
