package io.adapt4j.testing.registry;

import io.adapt4j.ContentHash;
import io.adapt4j.registry.RegistryStore;
import org.junit.jupiter.api.Nested;

/** The kits, on the heap. */
class HeapStoreTest {
    private static final class OnTheHeap implements StoreUnderTest {
        private final HeapStore store = new HeapStore();

        @Override
        public RegistryStore open() {
            return store;
        }

        @Override
        public void overwrite(ContentHash object, byte[] content) {
            store.overwrite(object, content);
        }

        @Override
        public void lose(ContentHash object) {
            store.deleteObject(object);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @Nested
    class Store extends StoreKit {
        Store() {
            super(new OnTheHeap());
        }
    }

    @Nested
    class OfVersions extends VersionsKit {
        OfVersions() {
            super(new OnTheHeap());
        }
    }

    @Nested
    class Aliases extends AliasesKit {
        Aliases() {
            super(new OnTheHeap());
        }
    }

    @Nested
    class Bases extends BasesKit {
        Bases() {
            super(new OnTheHeap());
        }
    }

    @Nested
    class Collection extends CollectionKit {
        Collection() {
            super(new OnTheHeap());
        }
    }

    @Nested
    class Damage extends DamageKit {
        Damage() {
            super(new OnTheHeap());
        }
    }

    @Nested
    class CutShort extends CutShortKit {
        CutShort() {
            super(new OnTheHeap());
        }
    }
}
