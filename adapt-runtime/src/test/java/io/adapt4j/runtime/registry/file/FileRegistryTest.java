package io.adapt4j.runtime.registry.file;

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

/** The kits, in files. */
class FileRegistryTest {
    @Nested
    class Store extends StoreKit {
        Store() {
            super(new FilesUnderTest());
        }
    }

    @Nested
    class Versions extends VersionsKit {
        Versions() {
            super(new FilesUnderTest());
        }
    }

    @Nested
    class Aliases extends AliasesKit {
        Aliases() {
            super(new FilesUnderTest());
        }
    }

    @Nested
    class Bases extends BasesKit {
        Bases() {
            super(new FilesUnderTest());
        }
    }

    @Nested
    class Collection extends CollectionKit {
        Collection() {
            super(new FilesUnderTest());
        }
    }

    @Nested
    class Damage extends DamageKit {
        Damage() {
            super(new FilesUnderTest());
        }
    }

    @Nested
    class CutShort extends CutShortKit {
        CutShort() {
            super(new FilesUnderTest());
        }
    }

    @Nested
    class Racing extends RacingKit {
        Racing() {
            super(new FilesUnderTest());
        }
    }

    @Nested
    class Killed extends KilledRegistryKit {
        Killed() {
            super(new FilesUnderTest());
        }
    }
}
