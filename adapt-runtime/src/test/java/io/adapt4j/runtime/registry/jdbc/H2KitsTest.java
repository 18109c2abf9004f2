package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.testing.registry.AliasesKit;
import io.adapt4j.testing.registry.BasesKit;
import io.adapt4j.testing.registry.CollectionKit;
import io.adapt4j.testing.registry.CutShortKit;
import io.adapt4j.testing.registry.DamageKit;
import io.adapt4j.testing.registry.StoreKit;
import io.adapt4j.testing.registry.VersionsKit;
import org.junit.jupiter.api.Nested;

/** The kits, on an embedded H2. */
class H2KitsTest {
    @Nested
    class Store extends StoreKit {
        Store() {
            super(StoreInDatabase.h2());
        }
    }

    @Nested
    class Database extends DatabaseKit {
        Database() {
            super(StoreInDatabase.h2());
        }
    }

    @Nested
    class Versions extends VersionsKit {
        Versions() {
            super(StoreInDatabase.h2());
        }
    }

    @Nested
    class Aliases extends AliasesKit {
        Aliases() {
            super(StoreInDatabase.h2());
        }
    }

    @Nested
    class Bases extends BasesKit {
        Bases() {
            super(StoreInDatabase.h2());
        }
    }

    @Nested
    class Collection extends CollectionKit {
        Collection() {
            super(StoreInDatabase.h2());
        }
    }

    @Nested
    class Damage extends DamageKit {
        Damage() {
            super(StoreInDatabase.h2());
        }
    }

    @Nested
    class CutShort extends CutShortKit {
        CutShort() {
            super(StoreInDatabase.h2());
        }
    }
}
