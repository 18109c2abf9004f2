package io.adapt4j.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The least that a store of another kind must be. */
class MemoryAuditStoreTest extends AuditStoreKit {
    private final AuditStore store = new Memory();

    @Override
    AuditStore store() {
        return store;
    }

    /** Keeps a log in memory. */
    static final class Memory implements AuditStore {
        final List<String> lines = new ArrayList<>();

        @Override
        public synchronized AuditEntry append(Function<AuditHead, AuditEntry> next) {
            AuditEntry entry = next.apply(head());
            lines.add(entry.line());
            return entry;
        }

        @Override
        public synchronized AuditHead head() {
            return lines.isEmpty()
                    ? AuditHead.EMPTY
                    : AuditEntry.parse("the last entry", lines.get(lines.size() - 1))
                            .head();
        }

        @Override
        public synchronized void forEachLine(Consumer<String> consumer) {
            lines.forEach(consumer);
        }
    }
}
