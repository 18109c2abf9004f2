package io.adapt4j.runtime.registry.jdbc;

import io.adapt4j.testing.registry.AliasesKit;
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
            super(new StoreInDatabase(TestH2.fresh()));
        }
    }

    @Nested
    class Database extends DatabaseKit {
        Database() {
            super(TestH2.fresh());
        }
    }

    @Nested
    class Versions extends VersionsKit {
        Versions() {
            super(new StoreInDatabase(TestH2.fresh()));
        }
    }

    @Nested
    class Aliases extends AliasesKit {
        Aliases() {
            super(new StoreInDatabase(TestH2.fresh()));
        }
    }

    @Nested
    class Collection extends CollectionKit {
        Collection() {
            super(new StoreInDatabase(TestH2.fresh()));
        }
    }

    @Nested
    class Damage extends DamageKit {
        Damage() {
            super(new StoreInDatabase(TestH2.fresh()));
        }
    }

    @Nested
    class CutShort extends CutShortKit {
        CutShort() {
            super(new StoreInDatabase(TestH2.fresh()));
        }
    }
}
