package io.adapt4j.audit;

import java.util.function.Consumer;
import java.util.function.Function;

/** Where the lines of a log are kept. It may be a database; what it gives back is not believed but verified. */
public interface AuditStore {

    /**
     * Appends the entry that follows on the last one. No other entry, of this process or another, comes between asking for it
     * and appending it, and once this returns the entry survives a crash.
     *
     * @param next makes the entry of the present head; is called once, and nothing is appended if it throws
     * @return the entry
     * @throws io.adapt4j.error.StorageException when it cannot be stored; it is not in the log then
     * @throws io.adapt4j.error.TrustException when the last entry was altered
     */
    AuditEntry append(Function<AuditHead, AuditEntry> next);

    /** How far the log has got. */
    AuditHead head();

    /** Gives all lines, in their order, as they are stored; those appended meanwhile may be among them. */
    void forEachLine(Consumer<String> consumer);
}
